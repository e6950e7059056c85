// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var roleEntryDuplicate = &rule.Rule{
	ID:       "role-entry-duplicate",
	Severity: krm.Warning,
	Title:    "A role, a policy and a group must stand once",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. Every later change through the API then fails. Of two roles with one name the rights are added up,
and a token belongs to both.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles", "https://github.com/argoproj/argo-cd/blob/master/pkg/apis/application/v1alpha1/app_project_types.go"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		names := map[string]bool{}
		for _, r := range roles(c, it) {
			if r.name != nil && names[r.name.Value] {
				problems = append(problems, rule.Problem{Path: r.path + ".name", At: r.name, Current: r.name.Value, Message: fmt.Sprintf("role %q must stand once in a project", r.name.Value)})
			}
			if r.name != nil {
				names[r.name.Value] = true
			}
			for _, field := range []string{"policies", "groups"} {
				seen := map[string]bool{}
				for i, e := range view.Entries(krm.Lookup(r.node, field)) {
					if seen[e.Value] && e.Value != "" {
						problems = append(problems, rule.Problem{Path: view.At(r.path+"."+field, i), At: e, Current: e.Value, Message: fmt.Sprintf("%q must stand once in a role", e.Value)})
					}
					seen[e.Value] = true
				}
			}
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  roles:
  - name: ci
    policies:
    - p, proj:shop:ci, applications, get, shop/shop, allow
    - p, proj:shop:ci, applications, get, shop/shop, allow
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  roles:
  - name: ci
    policies:
    - p, proj:shop:ci, applications, get, shop/shop, allow
    - p, proj:shop:ci, applications, sync, shop/shop, allow
`,
}
