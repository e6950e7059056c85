// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var conditionAlwaysTrue = &rule.Rule{
	ID:       "condition-always-true",
	Severity: krm.Error,
	Title:    "A condition must not have text around ${{ }}",
	Doc: `What stands around the braces makes the condition a text, and a text that is not empty is true: ` + "`" + `if: ${{ a }} && ${{ b }}` + "`" + ` always holds. A step
that was to push from the release branch only pushes from every pull request. Put one pair of braces around all of it, or none.`,
	Upstream: []string{"https://docs.github.com/en/actions/reference/workflows-and-actions/expressions", "https://github.com/actions/runner/issues/1173"},
	Kinds:    kinds(ci.Workflow),
	Check: phrases(func(p ci.Phrase) *rule.Problem {
		if p.Mistake != ci.AlwaysTrue {
			return nil
		}
		return found(p, "this condition always holds, for it is a text that is not empty: put ${{ }} around all of it, or leave it out")
	}),
	Bad:  exampleTop + "      - if: ${{ github.ref == 'refs/heads/main' }} && ${{ github.event_name == 'push' }}\n        run: make push\n",
	Good: exampleTop + "      - if: ${{ github.ref == 'refs/heads/main' && github.event_name == 'push' }}\n        run: make push\n",
}
