// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var notifyTokenOnCommandLine = &rule.Rule{
	ID:       "notify-token-on-command-line",
	Severity: krm.Info,
	Title:    "A token should not be an argument of a command",
	Doc: `Every process of the machine can read the arguments of every other: on a runner of one's own that is whatever else runs there. A secret that
GitHub writes into the script (` + "`" + `${{ secrets.… }}` + "`" + ` in ` + "`" + `run` + "`" + `) also stands in a file, and its quotes and dollars are read by the shell: that is a
warning. A token that stands in the workflow itself is an error: it is in Git. Hand it over by ` + "`" + `env` + "`" + `, write the header to a file that a trap
removes, and give curl ` + "`" + `-H @FILE` + "`" + `; argocd reads ` + "`" + `ARGOCD_AUTH_TOKEN` + "`" + `.`,
	Upstream: []string{"https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information", "https://curl.se/docs/manpage.html"},
	Kinds:    commands,
	Check: requests(func(c *rule.Context, it *krm.Item, q ci.Request) *rule.Problem {
		switch q.Exposed {
		case ci.ByVariable:
			remedy := "write the header to a file, and give -H @FILE"
			if strings.HasPrefix(q.Command, "argocd") {
				remedy = "hand a token over by env as ARGOCD_AUTH_TOKEN, which argocd reads by itself"
			}
			return problem(q, "%s gets a credential as an argument ($%s), which the list of processes shows: %s", q.Command, q.Credential, remedy)
		case ci.ByExpression:
			p := problem(q, "GitHub writes a credential (%s) into the script: hand it over by env", q.Credential)
			p.Severity = krm.Warning
			return p
		case ci.Literally:
			p := problem(q, "a credential stands in the file: revoke it, and make it a secret of the repository")
			p.Severity = krm.Error
			return p
		}
		return nil
	}),
	Bad:  step("curl -fsS --max-time 30 --json '{}' -H \"Authorization: Bearer ${{ secrets.ARGOCD_TOKEN }}\" https://argocd.example.org/api/v1/applications/shop/sync || true"),
	Good: exampleGood,
}
