// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var rolePolicyEffectUnknown = &rule.Rule{
	ID:       "role-policy-effect-unknown",
	Severity: krm.Error,
	Title:    "The effect of a role's policy must be allow or deny, in lower case",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. A policy with another effect has none.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles", "https://github.com/argoproj/argo-cd/blob/master/pkg/apis/application/v1alpha1/app_project_types.go"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return policies(c, it, func(p policy) []rule.Problem {
			if p.values == nil {
				return nil
			}
			effect := p.values[5]
			err := rbac.CheckEffect(effect)
			switch {
			case err == nil:
				return nil
			case strings.EqualFold(effect, "allow"), strings.EqualFold(effect, "deny"):
				return p.proposing(5, strings.ToLower(effect), "%s", err)
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
    - p, proj:shop:ci, applications, get, shop/shop, Allow
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
