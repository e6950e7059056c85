// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var rolePolicyResourceWrong = &rule.Rule{
	ID:       "role-policy-resource-wrong",
	Severity: krm.Error,
	Title:    "The resource of a role's policy must be one that belongs to a project",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. Every later change through the API, the CLI or the interface then fails, a new token of the role
too. Allowed are applications, applicationsets, logs, exec, repositories and clusters; rights to anything else stand
in argocd-rbac-cm.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles", "https://github.com/argoproj/argo-cd/blob/master/pkg/apis/application/v1alpha1/app_project_types.go"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return policies(c, it, func(p policy) []rule.Problem {
			if p.values == nil {
				return nil
			}
			if err := rbac.CheckRoleResource(p.values[2]); err != nil {
				return p.problem("%s", err)
			}
			return nil
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
    - p, proj:shop:ci, certificates, get, shop/shop, allow
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
