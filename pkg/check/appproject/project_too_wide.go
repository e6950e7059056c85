// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var projectTooWide = &rule.Rule{
	ID:       "project-too-wide",
	Severity: krm.Info,
	Title:    "An AppProject should permit what its Applications need, not everything",
	Doc: `An AppProject is the only boundary between Applications: with ` + "`*`" + ` for its repositories, destinations or cluster-scoped kinds, whoever may
push to one of them may install anything, Argo CD's own permissions included. Name the repositories, the namespaces and the kinds.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if it.Name == "default" {
			return nil
		}
		var problems []rule.Problem
		for i, n := range view.Entries(it.Lookup("spec", "sourceRepos")) {
			if n.Value == "*" || n.Value == "**" {
				problems = append(problems, rule.Problem{Path: view.At("spec.sourceRepos", i), At: n, Current: n.Value,
					Message: "every repository is permitted: name those that the Applications are read from"})
			}
		}
		for i, d := range view.Entries(it.Lookup("spec", "destinations")) {
			cluster, namespace := krm.Text(krm.Lookup(d, "server"))+krm.Text(krm.Lookup(d, "name")), krm.Lookup(d, "namespace")
			if krm.Text(namespace) == "*" && (cluster == "*" || cluster == "**") {
				problems = append(problems, rule.Problem{Path: view.At("spec.destinations", i), At: d,
					Message: "every namespace of every cluster is permitted: name those that the Applications deliver to"})
			}
		}
		for _, e := range entriesOf(it, "clusterResourceWhitelist") {
			if e.group == "*" && e.kind == "*" {
				problems = append(problems, rule.Problem{Path: e.path, At: e.kindNode,
					Message: "every cluster-scoped kind is permitted, ClusterRoleBindings too: name the kinds that the Applications deliver"})
			}
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['*']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/*']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop-*}]
`,
}
