// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var registriesConfTagSort = &rule.Rule{
	ID:       "registries-conf-tag-sort",
	Severity: krm.Info,
	Title:    "tagsortmode takes the dates away from newest-build",
	Doc: `With latest-first or latest-last the updater reads no dates from this registry and takes the order in which the registry lists its
tags for the order of their making. Most registries, ghcr.io and Docker Hub among them, list them by name. Leave it out unless this one
lists them by date.`,
	Upstream: []string{docsRegistries},
	Kinds:    []rule.Kind{view.ConfigMap, view.ConfigMapPatch},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return eachEntry(readRegistries(c, it), "tagsortmode", func(n *yaml.Node) string {
			if mode := strings.ToLower(n.Value); mode == "latest-first" || mode == "latest-last" {
				return "makes newest-build trust the order of the registry's list, not dates: leave it out unless the registry lists tags by date"
			}
			return ""
		})
	},
	Bad: exampleConfig + `    - name: GitHub
      prefix: ghcr.io
      api_url: https://ghcr.io
      tagsortmode: latest-first
      limit: 20
`,
	Good: exampleConfig + `    - name: GitHub
      prefix: ghcr.io
      api_url: https://ghcr.io
      limit: 20
`,
}
