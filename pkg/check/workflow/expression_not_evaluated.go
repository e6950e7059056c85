// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var expressionNotEvaluated = &rule.Rule{
	ID:       "expression-not-evaluated",
	Severity: krm.Warning,
	Title:    "An expression must stand in ${{ }}",
	Doc: `GitHub evaluates ` + "`" + `${{ … }}` + "`" + ` and nothing else. ` + "`" + `{{ github.sha }}` + "`" + `, ` + "`" + `$ {{ … }}` + "`" + `, ` + "`" + `${ github.sha }` + "`" + ` and ` + "`" + `${ { … } }` + "`" + ` stay as they are: as a tag they make the push
fail, in a script or an input they become part of a name, and nobody says so.`,
	Upstream: []string{"https://docs.github.com/en/actions/reference/workflows-and-actions/expressions"},
	Kinds:    kinds(ci.Workflow),
	Check: phrases(func(p ci.Phrase) *rule.Problem {
		if p.Mistake != ci.NoDollar && p.Mistake != ci.Split {
			return nil
		}
		return found(p, "%q is not evaluated: write %q", p.Text, p.Instead)
	}),
	Bad:  exampleTop + "      - run: echo \"{{ github.sha }}\"\n",
	Good: exampleTop + "      - run: echo \"${{ github.sha }}\"\n",
}
