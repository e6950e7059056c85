// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var notifyLogsInWithPassword = &rule.Rule{
	ID:       "notify-logs-in-with-password",
	Severity: krm.Info,
	Title:    "A pipeline should not log in with a password",
	Doc: `A password opens all that its account may do, in the user interface too, and has no expiry. As ` + "`" + `admin` + "`" + ` that is everything, which is a warning.
Make an account with ` + "`" + `apiKey` + "`" + ` only, or a role of the AppProject, with get and sync on this Application, and give the pipeline its token:
` + "`" + `fairlead` + "`" + ` generates the policies from a Project.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/"},
	Kinds:    commands,
	Check: requests(func(c *rule.Context, it *krm.Item, q ci.Request) *rule.Problem {
		switch {
		case !q.LogsIn:
			return nil
		case q.User == "admin":
			p := problem(q, "the pipeline logs in as admin, with a password: give it the token of an account that may get and sync this Application")
			p.Severity = krm.Warning
			return p
		}
		return problem(q, "the pipeline logs in with a password: give it a token in ARGOCD_AUTH_TOKEN")
	}),
	Also: []string{"notify-token-on-command-line"},
	Bad:  step("argocd login argocd.example.org --username admin --password \"$PASSWORD\""),
	Good: exampleGood,
}
