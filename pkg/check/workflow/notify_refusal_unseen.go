// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var notifyRefusalUnseen = &rule.Rule{
	ID:       "notify-refusal-unseen",
	Severity: krm.Warning,
	Title:    "A refusal of Argo CD must not go unnoticed",
	Doc: `curl succeeds on every answer, 401 and 403 among them: the step is green while the token has expired, and nobody learns of it. Use
` + "`" + `--fail-with-body` + "`" + `, or look at the status that ` + "`" + `-w '%{http_code}'` + "`" + ` prints.`,
	Upstream: []string{"https://curl.se/docs/manpage.html", "https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/"},
	Kinds:    commands,
	Check: requests(func(c *rule.Context, it *krm.Item, q ci.Request) *rule.Problem {
		if !q.Unseen {
			return nil
		}
		return problem(q, "curl succeeds on 401 and 403 too, and nothing looks at the answer: add --fail-with-body, or look at -w '%%{http_code}'")
	}),
	Bad:  step("curl -sS --max-time 30 --json '{}' -H @token https://argocd.example.org/api/v1/applications/shop/sync || true"),
	Good: exampleGood,
}
