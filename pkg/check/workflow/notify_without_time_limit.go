// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var notifyWithoutTimeLimit = &rule.Rule{
	ID:       "notify-without-time-limit",
	Severity: krm.Warning,
	Title:    "A command that speaks to Argo CD from a pipeline must end in time",
	Doc: `A cluster at home goes away in ways that answer nothing: the connection stands, and no byte comes. curl waits for ever then, ` + "`" + `argocd app wait` + "`" + `
and ` + "`" + `argocd app sync` + "`" + ` wait for ever by themselves, and the job runs, and is paid for, until GitHub ends it after six hours. ` + "`" + `--connect-timeout` + "`" + `
limits connecting only. Give curl ` + "`" + `--max-time` + "`" + `, argocd ` + "`" + `--timeout` + "`" + `, or the step ` + "`" + `timeout-minutes` + "`" + `.`,
	Upstream: []string{"https://curl.se/docs/manpage.html", "https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd_app_wait/"},
	Kinds:    commands,
	Check: requests(func(c *rule.Context, it *krm.Item, q ci.Request) *rule.Problem {
		if !q.Unlimited {
			return nil
		}
		switch {
		case q.ConnectOnly:
			return problem(q, "%s to %s limits connecting only, and waits for ever for an answer: give it --max-time", q.Command, q.Target)
		case q.Command == "curl":
			return problem(q, "curl to %s has no time limit: give it --max-time, or the step timeout-minutes", q.Target)
		}
		return problem(q, "%s has no time limit: give it --timeout, or the step timeout-minutes", q.Command)
	}),
	Bad:  step("curl -fsS --json '{}' -H @token https://argocd.example.org/api/v1/applications/shop/sync || true"),
	Good: exampleGood,
}
