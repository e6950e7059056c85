// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var workflowNotValid = &rule.Rule{
	ID:       "workflow-not-valid",
	Severity: krm.Error,
	Title:    "A workflow must be one that GitHub runs",
	Doc: `GitHub refuses the whole file: no job of it runs any more, and only the page of its runs says so. The parser of actionlint finds what is no
YAML, a key that a workflow does not have (` + "`run-on`" + `), one that it must have, and a mapping where a text belongs: ` + "`tags: {{ … }}`" + ` without quotes is
one. A key that is not known is a warning, for GitHub may know it by now. Matters of style are not looked at.`,
	Upstream: []string{"https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax", "https://github.com/rhysd/actionlint/blob/main/docs/checks.md"},
	Kinds:    kinds(ci.Workflow),
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, r := range c.File(it).Refusals {
			p := rule.In(r.Place, rule.Problem{Message: fmt.Sprintf("GitHub refuses this workflow, and runs nothing of it: %s", r.Why)})
			if r.Key {
				p.Severity = krm.Warning
			}
			problems = append(problems, p)
		}
		return problems
	},
	Bad:  exampleTop + "      - run: true\n  image:\n    run-on: ubuntu-latest\n    steps: [{run: make}]\n",
	Good: exampleTop + "      - run: 'true'\n  image:\n    runs-on: ubuntu-latest\n    steps: [{run: make}]\n",
}
