// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var orphanIgnoreDead = &rule.Rule{
	ID:       "orphan-ignore-dead",
	Severity: krm.Error,
	Title:    "An entry of orphanedResources.ignore must have the group and the kind of a resource",
	Doc: `Group and kind are matched against those of the live resource. Core kinds such as Secret have the group ` + "`\"\"`" + `: an entry with
` + "`group: core` or `group: v1`" + ` matches nothing, nor does a Deployment without ` + "`group: apps`" + `, so the resources that should be left out
are reported as orphaned. Leave the group out for core kinds.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/orphaned-resources/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for i, e := range view.Entries(it.Lookup("spec", "orphanedResources", "ignore")) {
			group, kind := krm.Lookup(e, "group"), krm.Lookup(e, "kind")
			path := view.At("spec.orphanedResources.ignore", i)
			if view.Templated(krm.Text(group)+krm.Text(kind)) || !textOrNothing(group) || !textOrNothing(kind) ||
				view.Misspelt(e, "group", "kind", "name") || view.Misspelt(e, "kind", "name") {
				continue // what was meant is not known
			}
			if krm.Text(kind) != "" {
				if meant, err := argocd.CheckIgnoredKind(krm.Text(group), krm.Text(kind)); err != nil {
					problems = append(problems, rule.Problem{Path: path + ".kind", At: kind, Message: err.Error(), Current: kind.Value, Proposed: meant})
					continue
				}
			}
			meant, err := argocd.CheckIgnoredGroup(krm.Text(group), krm.Text(kind))
			if err == nil {
				continue
			}
			p := rule.Problem{Path: path + ".group", At: kind, Message: err.Error(), Current: krm.Text(group)}
			if group != nil {
				p.At, p.Proposed = group, meant
			}
			problems = append(problems, p)
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
  orphanedResources:
    warn: true
    ignore:
    - {group: core, kind: Secret, name: shop-*}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  orphanedResources:
    warn: true
    ignore:
    - {kind: Secret, name: shop-*}
    - {group: apps, kind: Deployment}
    - {name: leftover}
`,
}

// textOrNothing reports whether a field is text, or not there.
func textOrNothing(n *yaml.Node) bool {
	return n == nil || n.ShortTag() == "!!str" || n.ShortTag() == "!!null"
}
