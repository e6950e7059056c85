// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var ignoreDifferenceNameGlob = &rule.Rule{
	ID:       "ignore-difference-name-glob",
	Severity: krm.Error,
	Title:    "Name and namespace of an ignoreDifferences rule must be names, not patterns",
	Doc: `Group and kind of a rule are patterns; name and namespace are compared as they stand. A name with a ` + "`*`" + ` matches no resource,
and nothing says so. Leave the name out for all resources of the kind, or write one rule for each name.`,
	Upstream: []string{diffingPage},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, r := range ignored(c, it) {
			for _, field := range []string{"name", "namespace"} {
				n := krm.Lookup(r.Node, field)
				value := krm.Text(n)
				if view.Templated(value) || !strings.ContainsAny(value, "*?") {
					continue
				}
				problems = append(problems, rule.Problem{Path: r.Path + "." + field, At: n, Current: value, Message: fmt.Sprintf(
					"%s %q must not be a pattern, it matches no resource: leave it out to match all, or write a rule for each", field, value)})
			}
		}
		return problems
	},
	Bad: exampleTop + `  ignoreDifferences:
  - group: apps
    kind: Deployment
    name: web-*
    jsonPointers: [/spec/replicas]
`,
	Good: exampleTop + `  ignoreDifferences:
  - group: apps
    kind: Deployment
    name: web-1
    jsonPointers: [/spec/replicas]
`,
}
