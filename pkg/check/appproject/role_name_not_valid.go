// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var roleNameNotValid = &rule.Rule{
	ID:       "role-name-not-valid",
	Severity: krm.Error,
	Title:    "The name of a role must be letters, digits, - and _",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. Every later change through the API then fails. The name begins and ends with a letter or a digit; a
colon in it would also be read as the end of the role in the subject of its policies.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles", "https://github.com/argoproj/argo-cd/blob/master/pkg/apis/application/v1alpha1/app_project_types.go"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, r := range roles(c, it) {
			if r.name == nil || view.Templated(r.name.Value) || isRoleName(r.name.Value) {
				continue
			}
			problems = append(problems, rule.Problem{
				Path: r.path + ".name", At: r.name, Current: r.name.Value,
				Message: fmt.Sprintf("role name %q must be letters, digits, '-' and '_', and begin and end with a letter or a digit", r.name.Value),
			})
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
  - name: ci.bot
    policies:
    - p, proj:shop:ci.bot, applications, get, shop/shop, allow
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  roles:
  - name: ci-bot
    policies:
    - p, proj:shop:ci-bot, applications, get, shop/shop, allow
`,
}

// isRoleName is roleNameRegexp of Argo CD.
func isRoleName(name string) bool {
	for i, c := range []byte(name) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && (c != '-' && c != '_' || i == 0 || i == len(name)-1) {
			return false
		}
	}
	return name != ""
}
