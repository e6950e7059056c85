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

// Annotations of OCI, which images carry as labels too, since that is where engines look.
// Upstream: https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md
const (
	created       = "org.opencontainers.image.created"
	description   = "org.opencontainers.image.description"
	documentation = "org.opencontainers.image.documentation"
	licenses      = "org.opencontainers.image.licenses"
	refName       = "org.opencontainers.image.ref.name" // by which tools find an image in an OCI layout
	revision      = "org.opencontainers.image.revision"
	source        = "org.opencontainers.image.source"
	title         = "org.opencontainers.image.title"
	version       = "org.opencontainers.image.version"
)

// Names returns what there are images of: each function, and fairlead, which is all of them.
func Names() []string { return append(command.FunctionNames(), "fairlead") }

// labels says of an image what it is and where it comes from.
func labels(o Options, name string) (map[string]string, error) {
	all := map[string]string{
		title: name, description: command.Short, documentation: Source + "#readme", licenses: "Apache-2.0",
		source: Source, version: o.Version,
	}
	if text := functions.Doc(name, "metadata.yaml"); text != nil {
		var metadata struct {
			Description string `yaml:"description"`
			License     string `yaml:"license"`
			SourceURL   string `yaml:"sourceURL"`
		}
		if err := yaml.Unmarshal(text, &metadata); err != nil {
			return nil, fmt.Errorf("reading the metadata of %s: %w", name, err)
		}
		all[description], all[licenses], all[documentation] = metadata.Description, metadata.License, metadata.SourceURL
	}
	if o.Revision != "" {
		all[revision] = o.Revision
	}
	return all, nil
}
