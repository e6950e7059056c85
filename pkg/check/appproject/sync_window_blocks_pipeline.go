// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var syncWindowBlocksPipeline = &rule.Rule{
	ID:       "sync-window-blocks-pipeline",
	Severity: krm.Info,
	Title:    "A sync window should have manualSync where a role of the project syncs",
	Doc: `A sync that a pipeline asks for is a manual one. While a deny window is open, and outside of the allow windows, it is answered with
403, "cannot sync: blocked by sync window", and the pipeline fails, unless the window has ` + "`manualSync: true`" + `. Leave it so where that is
what the window is for.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		syncs := ""
		for _, r := range roles(c, it) {
			for _, p := range r.policies {
				if p.values != nil && p.values[2] == "applications" && (p.values[3] == "sync" || p.values[3] == "*") && p.values[5] == "allow" {
					syncs = r.name.Value
				}
			}
		}
		if syncs == "" {
			return nil
		}
		return windows(it, func(w window) []rule.Problem {
			if w.text("manualSync") == "true" || w.text("kind") != "deny" && w.text("kind") != "allow" {
				return nil
			}
			return w.problem("kind", "the role %q gets 403 for a sync %s: set manualSync to true where it should go through", syncs,
				map[string]string{"deny": "while this window is open", "allow": "outside of this window"}[w.text("kind")])
		})
	},
	Bad: exampleWindowed + `  syncWindows:
  - {kind: deny, schedule: '0 22 * * *', duration: 8h, applications: ['*']}
`,
	Good: exampleWindowed + `  syncWindows:
  - {kind: deny, schedule: '0 22 * * *', duration: 8h, applications: ['*'], manualSync: true}
`,
}

const exampleWindowed = `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  roles:
  - name: ci
    policies:
    - p, proj:shop:ci, applications, get, shop/*, allow
    - p, proj:shop:ci, applications, sync, shop/*, allow
`
