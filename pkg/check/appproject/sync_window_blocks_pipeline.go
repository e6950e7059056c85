// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var syncWindowBlocksPipeline = &rule.Rule{
	ID:       "sync-window-blocks-pipeline",
	Severity: krm.Info,
	Title:    "A sync window should have manualSync where a role of the project syncs",
	Doc: `A sync that a pipeline asks for is a manual one. While a deny window is open, and outside of the allow windows, it is answered with
403, "cannot sync: blocked by sync window", and the pipeline fails, unless the window has ` + "`manualSync: true`" + `. Leave it so where that is
what the window is for. A role with groups is one of people, and is left out, as is a window that names other Applications.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var syncs []policy
		for _, r := range roles(c, it) {
			for _, p := range r.policies {
				if len(r.groups) == 0 && p.values != nil && p.values[2] == "applications" && (p.values[3] == "sync" || p.values[3] == "*") && p.values[5] == "allow" {
					syncs = append(syncs, p)
				}
			}
		}
		if len(syncs) == 0 {
			return nil
		}
		return windows(it, func(w window) []rule.Problem {
			if w.text("manualSync") == "true" || w.text("kind") != "deny" && w.text("kind") != "allow" || view.Misspelt(w.node, "manualSync") {
				return nil
			}
			i := slices.IndexFunc(syncs, func(p policy) bool { return w.names(p.values[4][strings.LastIndexByte(p.values[4], '/')+1:]) })
			if i < 0 {
				return nil
			}
			return w.problem("kind", "the role %q gets 403 for a sync %s: set manualSync to true where it should go through", syncs[i].role,
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

// names reports whether a window names the Applications of a policy: by the same words, or either of both all.
func (w window) names(application string) bool {
	return slices.ContainsFunc(view.Entries(krm.Lookup(w.node, "applications")), func(n *yaml.Node) bool {
		return n.Value == application || n.Value == "*" || application == "*"
	})
}
