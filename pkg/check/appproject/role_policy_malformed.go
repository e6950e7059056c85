// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var rolePolicyMalformed = &rule.Rule{
	ID:       "role-policy-malformed",
	Severity: krm.Error,
	Title:    "A policy of an AppProject's role must be one p line of six values",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. Argo CD then cannot load the policy of the project and falls back to the global one: **all** roles
of the project lose their rights, with one line in the log of the server. Write
` + "`p, proj:<project>:<role>, <resource>, <action>, <object>, <effect>`" + `. Groups stand under ` + "`groups`" + `, not in ` + "`g`" + ` lines.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles", "https://github.com/argoproj/argo-cd/blob/master/pkg/apis/application/v1alpha1/app_project_types.go"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return policies(c, it, func(p policy) []rule.Problem {
			if p.values == nil {
				return p.problem("policy %q must be \"p, %s, <resource>, <action>, <object>, <allow or deny>\", or every role of the project loses its rights", p.node.Value, p.subject())
			}
			if !strings.Contains(p.node.Value, `"`) && !strings.Contains(p.node.Value, " ,") {
				return nil // then both read the same, and most do
			}
			// The API drops the spaces around a value, the policy itself keeps those before a comma.
			parsed, problems := rbac.Parse(p.node.Value)
			for _, problem := range problems {
				if problem.Fatal {
					return p.problem("policy %q: %s; every role of the project loses its rights", p.node.Value, problem.Text)
				}
			}
			for _, v := range parsed.Permissions() {
				for i, value := range []string{v.Subject, v.Resource, v.Action, v.Object} {
					if strings.TrimRight(value, " ") != value {
						return p.proposing(i+1, p.values[i+1], "the value %q of policy %q must not have spaces before its comma: they are part of it, and it matches nothing", value, p.node.Value)
					}
				}
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
    - p, proj:shop:ci, applications, get, shop/shop
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
