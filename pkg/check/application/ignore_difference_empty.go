// SPDX-License-Identifier: Apache-2.0

package application

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var ignoreDifferenceEmpty = &rule.Rule{
	ID:       "ignore-difference-empty",
	Severity: krm.Error,
	Title:    "An ignoreDifferences rule must say which fields it ignores",
	Doc: `A rule without jsonPointers, jqPathExpressions and managedFieldsManagers names resources and ignores nothing of them. Nothing says
so. To ignore a whole resource, annotate it with ` + "`argocd.argoproj.io/compare-options: IgnoreExtraneous`" + `, or leave it out of the source.`,
	Upstream: []string{diffingPage},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, r := range ignored(c, it) {
			if r.Node.Kind != yaml.MappingNode || len(r.Pointers)+len(r.Queries)+len(r.Managers) > 0 || !whole(c, it) || merges(r.Node) || r.Unclear {
				continue
			}
			problems = append(problems, rule.Problem{Path: r.Path, At: r.Node,
				Message: "the rule names no field, so it ignores nothing: it must have jsonPointers, jqPathExpressions or managedFieldsManagers"})
		}
		return problems
	},
	Bad: exampleTop + `  ignoreDifferences:
  - group: apps
    kind: Deployment
    jsonPointers: []
`,
	Good: exampleTop + `  ignoreDifferences:
  - group: apps
    kind: Deployment
    jsonPointers: [/spec/replicas]
`,
}

// merges reports whether an entry is a patch of another one.
func merges(entry *yaml.Node) bool { return krm.Lookup(entry, "$patch") != nil }

// isText reports whether a node is a string.
func isText(n *yaml.Node) bool {
	return n != nil && n.Kind == yaml.ScalarNode && n.ShortTag() == "!!str"
}
