// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// maxQuery is the longest query that is compiled. Nobody writes a longer one, and none must cost a run its time.
const maxQuery = 4096

type queryKey struct{ text string }

var ignoreDifferenceQueryBroken = &rule.Rule{
	ID:       "ignore-difference-query-broken",
	Severity: krm.Error,
	Title:    "A jqPathExpression must be a jq path that compiles",
	Doc: `Argo CD compiles ` + "`del(<expression>)`" + ` for every expression before it compares anything. One that does not compile fails the whole
comparison: the Application has the status Unknown with a ComparisonError, and nothing is synced any more. Write a path such as
` + "`.spec.template.spec.containers[].image`" + `.`,
	Upstream: []string{diffingPage, "https://github.com/itchyny/gojq"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, r := range ignored(c, it) {
			for i, n := range r.Queries {
				if !isText(n) || view.Templated(n.Value) || len(n.Value) > maxQuery {
					continue
				}
				if wrong := rule.Memo(c, queryKey{n.Value}, func() string { return view.BrokenQuery(n.Value) }); wrong != "" {
					problems = append(problems, rule.Problem{Path: view.At(r.Path+".jqPathExpressions", i), At: n, Current: n.Value,
						Message: fmt.Sprintf("expression %q must be a jq path that compiles: %s", n.Value, wrong)})
				}
			}
		}
		return problems
	},
	Bad: exampleTop + `  ignoreDifferences:
  - group: apps
    kind: Deployment
    jqPathExpressions:
    - .spec.template.spec.containers[.image
`,
	Good: exampleTop + `  ignoreDifferences:
  - group: apps
    kind: Deployment
    jqPathExpressions:
    - .spec.template.spec.containers[] | select(.name == "web") | .image
`,
}
