// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var registriesConfWithoutLimit = &rule.Rule{
	ID:       "registries-conf-without-limit",
	Severity: krm.Warning,
	Title:    "Every registry must have a limit",
	Doc: `The documentation calls 20 requests per second the default, but an entry without ` + "`limit`" + ` is not limited at all. With newest-build the
updater asks for every tag at its start; a registry that answers 429 then makes it leave tags out, and with them maybe the newest.`,
	Upstream: []string{docsRegistries, issues + "313"},
	Kinds:    []rule.Kind{view.ConfigMap, view.ConfigMapPatch},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := readRegistries(c, it)
		for _, entry := range r.entries {
			limit := krm.Lookup(entry, "limit")
			if entry.Kind == yaml.MappingNode && (limit == nil || limit.ShortTag() == "!!null") {
				problems = append(problems, r.problem(entry, fmt.Sprintf("registry %q must have a limit, such as `limit: 20`: without, requests are not limited", nameOf(entry))))
			}
		}
		return problems
	},
	Bad: exampleConfig + `    - name: GitHub
      prefix: ghcr.io
      api_url: https://ghcr.io
`,
	Good: exampleConfig + `    - name: GitHub
      prefix: ghcr.io
      api_url: https://ghcr.io
      limit: 20
`,
}
