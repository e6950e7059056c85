// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var registriesConfPrefixEmpty = &rule.Rule{
	ID:       "registries-conf-prefix-empty",
	Severity: krm.Warning,
	Title:    "Every registry must have a prefix",
	Doc: `From v0.17 on the updater takes the registry with the longest prefix that fits, and an empty one fits every image: images of
registries that have no entry are asked for at this one, with its credentials.`,
	Upstream:     []string{docsRegistries, "https://github.com/argoproj-labs/argocd-image-updater/pull/1233"},
	ImageUpdater: rule.Range{From: rule.Minor{0, 17}},
	Kinds:        []rule.Kind{view.ConfigMap, view.ConfigMapPatch},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := readRegistries(c, it)
		for _, entry := range r.entries {
			prefix := krm.Lookup(entry, "prefix")
			if entry.Kind == yaml.MappingNode && (prefix == nil || prefix.Value == "") {
				problems = append(problems, r.problem(entry, fmt.Sprintf("registry %q must have a prefix: without, it is used for every image that no other entry fits", nameOf(entry))))
			}
		}
		return problems
	},
	Target: rule.Target{ImageUpdater: "v0.18"},
	Bad: exampleConfig + `    - name: GitHub
      api_url: https://ghcr.io
      limit: 20
`,
	Good: exampleConfig + `    - name: GitHub
      prefix: ghcr.io
      api_url: https://ghcr.io
      limit: 20
`,
}
