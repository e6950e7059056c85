// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var pushNotPermitted = &rule.Rule{
	ID:       "push-not-permitted",
	Severity: krm.Error,
	Title:    "A job that pushes to GHCR with the token of the workflow needs packages: write",
	Doc: `The token gets what ` + "`" + `permissions` + "`" + ` lists, and nothing else. Without ` + "`" + `packages: write` + "`" + ` the registry answers 403 to the push. Where no permissions
are written down, the setting of the repository decides, which is read-only for new ones: that is an info.`,
	Upstream: []string{"https://docs.github.com/en/packages/managing-github-packages-using-github-actions-workflows/publishing-and-installing-a-package-with-github-actions", "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions"},
	Kinds:    kinds(ci.Workflow),
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, l := range c.File(it).Logins {
			switch {
			case !l.Given:
				problems = append(problems, rule.In(l.Place, rule.Problem{Severity: krm.Info, Message: "no permissions are written down: pushing to " + l.Registry +
					" works where the repository gives them to every workflow; write `permissions: {contents: read, packages: write}` at the job"}))
			case !l.Write:
				problems = append(problems, rule.In(l.Place, rule.Problem{Message: "the job pushes to " + l.Registry +
					" with the token of the workflow, and `packages: write` is not among its permissions"}))
			}
		}
		return problems
	},
	Bad:  strings.Replace(examplePush, "packages: write", "packages: read", 1),
	Good: examplePush,
}
