// SPDX-License-Identifier: Apache-2.0

package image

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/functions"
	"github.com/fairlead-krm/fairlead/pkg/command"
	"github.com/fairlead-krm/fairlead/tools/release/gobuild"
)

// Source is the place of the repository.
const Source = "https://" + gobuild.Module

// Names returns what there are images of: each function, and fairlead, which is all of them.
func Names() []string { return append(command.FunctionNames(), "fairlead") }

// labels are the annotations that OCI defines; images carry them as labels too, which is where engines look.
// Upstream: https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md
func labels(o Options, name string) (map[string]string, error) {
	description, licence := command.Short, "Apache-2.0"
	documentation := Source + "#readme"
	if text := functions.Doc(name, "metadata.yaml"); text != nil {
		var metadata struct {
			Description string `yaml:"description"`
			License     string `yaml:"license"`
			SourceURL   string `yaml:"sourceURL"`
		}
		if err := yaml.Unmarshal(text, &metadata); err != nil {
			return nil, fmt.Errorf("reading the metadata of %s: %w", name, err)
		}
		description, licence, documentation = metadata.Description, metadata.License, metadata.SourceURL
	}
	all := map[string]string{
		"org.opencontainers.image.title":         name,
		"org.opencontainers.image.description":   description,
		"org.opencontainers.image.documentation": documentation,
		"org.opencontainers.image.licenses":      licence,
		"org.opencontainers.image.source":        Source,
		"org.opencontainers.image.version":       o.Version,
	}
	if o.Revision != "" {
		all["org.opencontainers.image.revision"] = o.Revision
	}
	return all, nil
}
