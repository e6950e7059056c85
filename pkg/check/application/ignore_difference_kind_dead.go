// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var ignoreDifferenceKindDead = &rule.Rule{
	ID:       "ignore-difference-kind-dead",
	Severity: krm.Error,
	Title:    "The kind of an ignoreDifferences rule must be that of a resource, letter for letter",
	Doc: `The kind is matched against that of the live resource, capitals and all. An empty kind, ` + "`secret` or `Deployments`" + ` matches
nothing, and neither does ` + "`Deploymnt` in the group `apps`" + `, whose kinds are all known; nothing says so: the rule ignores no difference. Write the kind as it stands in the manifest, or ` + "`\"*\"`" + ` for all.`,
	Upstream: []string{diffingPage},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, r := range ignored(c, it) {
			kind := krm.Lookup(r.Node, "kind")
			if !isText(kind) || view.Templated(r.Kind) {
				continue // none, and one that is no text, are reported as such
			}
			meant, err := argocd.CheckIgnoredKind(r.Group, r.Kind)
			if err == nil {
				continue
			}
			p := rule.Problem{Path: r.Path + ".kind", At: kind, Message: err.Error(), Current: r.Kind}
			if meant != "" {
				p.Proposed = meant
			}
			problems = append(problems, p)
		}
		return problems
	},
	Bad: exampleTop + `  ignoreDifferences:
  - group: apps
    kind: Deployments
    jsonPointers: [/spec/replicas]
`,
	Good: exampleTop + `  ignoreDifferences:
  - group: apps
    kind: Deployment
    jsonPointers: [/spec/replicas]
  - group: "*"
    kind: "*"
    managedFieldsManagers: [kube-controller-manager]
`,
}
