// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var notifyNotJSON = &rule.Rule{
	ID:       "notify-not-json",
	Severity: krm.Error,
	Title:    "A request that changes something must say Content-Type: application/json",
	Doc: `Argo CD answers 415 to everything else: to the form that ` + "`" + `curl -d` + "`" + ` says it sends, to a POST that says nothing, and to ` + "`" + `application/json;
charset=utf-8` + "`" + `, for it compares the whole header. Nothing is synced. Use ` + "`" + `--json '{}'` + "`" + ` (curl 7.82 or newer), or ` + "`" + `-H 'Content-Type: application/json'` + "`" + `.`,
	Upstream: []string{"https://github.com/argoproj/argo-cd/pull/16860", "https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/"},
	Kinds:    commands,
	Check: requests(func(c *rule.Context, it *krm.Item, q ci.Request) *rule.Problem {
		switch {
		case !q.WrongType:
			return nil
		case q.ContentType == "":
			return problem(q, "Argo CD answers 415 to a request without a Content-Type: add -H 'Content-Type: application/json'")
		}
		return problem(q, "Argo CD answers 415 to %q: add -H 'Content-Type: application/json'", q.ContentType)
	}),
	Bad:  step("curl -fsS --max-time 30 -X POST -d '{}' https://argocd.example.org/api/v1/applications/shop/sync || true"),
	Good: exampleGood,
}
