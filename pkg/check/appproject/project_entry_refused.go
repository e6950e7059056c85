// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var projectEntryRefused = &rule.Rule{
	ID:       "project-entry-refused",
	Severity: krm.Error,
	Title:    "An entry of sourceRepos or destinations must not deny everything",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. ` + "`!*`" + ` denies all and is refused as an entry; it permits nothing that another entry permits. Delete
it, or name what must not be used.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, e := range permitted(it) {
			if e.node.Value == "!*" {
				problems = append(problems, rule.Problem{Path: e.path, At: e.node, Current: e.node.Value, Message: "\"!*\" must not be an entry: it denies everything, and the API refuses the project"})
			}
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop', '!*']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/*', '!https://github.com/owner/web']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
`,
}
