// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var automatedEnabledNotRead = &rule.Rule{
	ID:       "automated-enabled-not-read",
	Severity: krm.Error,
	Title:    "Automated sync must be switched off by leaving it out before v3.1",
	Doc: `The field ` + "`automated.enabled`" + ` came with v3.1. Before, the API server drops it without a word and the rest of ` + "`automated`" + ` switches
automated sync on: the opposite of what is written, with prune and selfHeal if they stand beside it. Delete the whole
` + "`automated`" + ` block.`,
	Upstream: []string{autoSyncPage},
	ArgoCD:   rule.Range{Before: rule.Minor{3, 1}},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		n, path := view.SpecOf(it).Field("syncPolicy", "automated", "enabled")
		if n == nil || n.Value != "false" {
			return nil
		}
		return one(rule.Problem{Path: path, At: n, Current: n.Value,
			Message: fmt.Sprintf("is read from v3.1 on: %s drops it and syncs by itself; delete the whole block automated", c.ArgoCD)})
	},
	Target: rule.Target{ArgoCD: "v3.0"},
	Also:   []string{"field-unknown"},
	Bad: exampleTop + `  syncPolicy:
    automated: {enabled: false, prune: true}
`,
	Good: exampleTop + `  syncPolicy:
    syncOptions: [CreateNamespace=true]
`,
}
