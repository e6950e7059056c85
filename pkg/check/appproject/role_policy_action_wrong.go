// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var rolePolicyActionWrong = &rule.Rule{
	ID:       "role-policy-action-wrong",
	Severity: krm.Error,
	Title:    "The action of a role's policy must be one that Argo CD asks for",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. An action that Argo CD never asks for on the resource never matches, and one that is not in the list
of ` + "`ValidateProject`" + ` makes every later change through the API fail. Of patterns only ` + "`*`" + ` and those behind ` + "`action/`" + `,
` + "`update/`" + ` and ` + "`delete/`" + ` are allowed.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles", "https://github.com/argoproj/argo-cd/blob/master/pkg/apis/application/v1alpha1/app_project_types.go"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return policies(c, it, func(p policy) []rule.Problem {
			if p.values == nil || rbac.CheckRoleResource(p.values[2]) != nil {
				return nil
			}
			if err := rbac.CheckRoleAction(c.ArgoCD, p.values[2], p.values[3]); err != nil {
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
    - p, proj:shop:ci, applications, list, shop/shop, allow
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
