// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var notifyWithoutTLSCheck = &rule.Rule{
	ID:       "notify-without-tls-check",
	Severity: krm.Warning,
	Title:    "A command that speaks to Argo CD must check whom it speaks to",
	Doc: `With ` + "`" + `-k` + "`" + ` or ` + "`" + `--insecure` + "`" + ` the token goes to whoever answers at that address, and nobody notices. Give curl the certificate of the authority
(` + "`" + `--cacert` + "`" + `), argocd ` + "`" + `--server-crt` + "`" + `, or the server a certificate that is trusted. A
server on the machine itself, as behind ` + "`" + `kubectl port-forward` + "`" + `, is not reported.`,
	Upstream: []string{"https://curl.se/docs/manpage.html", "https://argo-cd.readthedocs.io/en/stable/operator-manual/tls/"},
	Kinds:    commands,
	Check: requests(func(c *rule.Context, it *krm.Item, q ci.Request) *rule.Problem {
		if q.Insecure == "" {
			return nil
		}
		return problem(q, "%s does not check the certificate of %s (%s): whoever answers there gets the credential", q.Command, q.Target, q.Insecure)
	}),
	Bad:  step("curl -k -fsS --max-time 30 --json '{}' -H @token https://argocd.example.org/api/v1/applications/shop/sync || true"),
	Good: exampleGood,
}
