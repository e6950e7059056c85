// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var projectEntryDuplicate = &rule.Rule{
	ID:       "project-entry-duplicate",
	Severity: krm.Warning,
	Title:    "A repository, a namespace and a destination must stand once in an AppProject",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. Every later change through the API, the CLI or the interface fails with "already added".`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		report := func(path string, entry rule.Problem, text string) {
			entry.Path, entry.Message = path, fmt.Sprintf("%q must stand once: the API refuses every later change of the project", text)
			problems = append(problems, entry)
		}
		for _, field := range []string{"sourceRepos", "sourceNamespaces"} {
			seen := map[string]bool{}
			for i, e := range view.Entries(it.Lookup("spec", field)) {
				if seen[e.Value] && e.Value != "" {
					report(view.At("spec."+field, i), rule.Problem{At: e, Current: e.Value}, e.Value)
				}
				seen[e.Value] = true
			}
		}
		seen := map[string]bool{}
		for i, d := range view.Entries(it.Lookup("spec", "destinations")) {
			cluster := krm.Text(krm.Lookup(d, "server"))
			if cluster == "" {
				cluster = krm.Text(krm.Lookup(d, "name"))
			}
			key := cluster + "/" + krm.Text(krm.Lookup(d, "namespace"))
			if seen[key] {
				report(view.At("spec.destinations", i), rule.Problem{At: d}, key)
			}
			seen[key] = true
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop', 'https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
`,
}
