// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var registriesConfPrefixDead = &rule.Rule{
	ID:       "registries-conf-prefix-dead",
	Severity: krm.Error,
	Title:    "The prefix of a registry must be the host as image names have it",
	Doc: `The updater compares the prefix with the beginning of image names, which have no scheme and no spaces. An entry whose prefix has
one is used for no image, so neither are its credentials.`,
	Upstream: []string{docsRegistries, issues + "572"},
	Kinds:    []rule.Kind{view.ConfigMap, view.ConfigMapPatch},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return eachEntry(readRegistries(c, it), "prefix", func(n *yaml.Node) string {
			if _, host, ok := strings.Cut(n.Value, "://"); ok {
				return fmt.Sprintf("prefix %q must not have a scheme, no image name has one: write %q", n.Value, strings.TrimSuffix(host, "/"))
			}
			if strings.TrimSpace(n.Value) != n.Value {
				return fmt.Sprintf("prefix %q must not have spaces around it, no image name has any: write %q", n.Value, strings.TrimSpace(n.Value))
			}
			return ""
		})
	},
	Bad: exampleConfig + `    - name: GitHub
      prefix: https://ghcr.io
      api_url: https://ghcr.io
      limit: 20
`,
	Good: exampleConfig + `    - name: GitHub
      prefix: ghcr.io
      api_url: https://ghcr.io
      limit: 20
`,
}
