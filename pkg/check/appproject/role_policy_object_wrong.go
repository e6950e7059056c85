// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var rolePolicyObjectWrong = &rule.Rule{
	ID:       "role-policy-object-wrong",
	Severity: krm.Error,
	Title:    "The object of a role's policy must lie in the project",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. An object outside the project, ` + "`*`" + ` too, makes every later change through the API, the CLI or the
interface fail. Write ` + "`<project>/*`" + `, ` + "`<project>/<application>`" + `, or from v2.12 on
` + "`<project>/<namespace>/<application>`" + `.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles", "https://github.com/argoproj/argo-cd/blob/master/pkg/apis/application/v1alpha1/app_project_types.go"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return policies(c, it, func(p policy) []rule.Problem {
			if p.values == nil {
				return nil
			}
			err := rbac.CheckRoleObject(c.ArgoCD, p.project, p.values[4])
			switch {
			case err == nil:
				return nil
			case p.values[4] == "*" || p.values[4] == "*/*":
				return p.proposing(4, p.project+"/*", "%s", err)
			}
			return p.problem("%s", err)
		})
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
    - p, proj:shop:ci, applications, get, *, allow
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
`,
}
