// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var expressionNotValid = &rule.Rule{
	ID:       "expression-not-valid",
	Severity: krm.Error,
	Title:    "What stands in ${{ }} must be an expression",
	Doc: `GitHub refuses the whole workflow: no job of it runs any more, and only the page of its runs says so. There are no substrings (` + "`" + `github.sha::7` + "`" + `),
no arithmetic, and texts stand in single quotes. A condition is an expression without braces too.`,
	Upstream: []string{"https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax", "https://docs.github.com/en/actions/reference/workflows-and-actions/expressions"},
	Kinds:    kinds(ci.Workflow),
	Check: phrases(func(p ci.Phrase) *rule.Problem {
		if p.Mistake != ci.Invalid {
			return nil
		}
		return found(p, "%q is no expression, and GitHub refuses the workflow: %s", p.Text, p.Why)
	}),
	Bad:  exampleTop + "      - run: echo ${{ github.sha::7 }}\n",
	Good: exampleTop + "      - run: echo ${GITHUB_SHA::7}\n",
}
