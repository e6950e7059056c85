// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var ignoreDifferenceGroupDead = &rule.Rule{
	ID:       "ignore-difference-group-dead",
	Severity: krm.Error,
	Title:    "The group of an ignoreDifferences rule must be the API group of its kind",
	Doc: `Argo CD matches the group against the API group of the live resource. Core kinds such as Secret and ConfigMap have the
group ` + "`\"\"`" + `: ` + "`core`, `v1` and `apps`" + ` never match them, and a Deployment without ` + "`group: apps`" + ` does not match either. A rule that
matches nothing is stored and shown, and ignores nothing: the differences stay, and a sync overwrites what it should keep.
Leave the group out for core kinds, and write it without a version for all others.`,
	Upstream: []string{diffingPage, "https://github.com/argoproj/argo-cd/issues/2322", "https://github.com/argoproj/argo-cd/issues/8810"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, r := range ignored(c, it) {
			group, kind := krm.Lookup(r.Node, "group"), krm.Lookup(r.Node, "kind")
			if r.Kind == "" || view.Templated(r.Group) || view.Templated(r.Kind) || r.Group == "" && (there(group) || view.Misspelt(r.Node, "group", "kind", "name")) {
				continue
			}
			meant, err := argocd.CheckIgnoredGroup(r.Group, r.Kind)
			if err == nil {
				continue
			}
			p := rule.Problem{Path: r.Path + ".group", At: kind, Message: err.Error(), Current: r.Group}
			if group != nil {
				p.At, p.Proposed = group, meant
			}
			problems = append(problems, p)
		}
		return problems
	},
	Bad: exampleTop + `  ignoreDifferences:
  - group: apps/v1
    kind: Deployment
    jsonPointers: [/spec/replicas]
`,
	Good: exampleTop + `  ignoreDifferences:
  - group: apps
    kind: Deployment
    jsonPointers: [/spec/replicas]
  - kind: Service
    jsonPointers: [/spec/clusterIP]
`,
}
