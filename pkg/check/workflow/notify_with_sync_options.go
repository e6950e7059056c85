// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var notifyWithSyncOptions = &rule.Rule{
	ID:       "notify-with-sync-options",
	Severity: krm.Warning,
	Title:    "The body of a sync should not set syncOptions",
	Doc: `What the body names takes the place of all options of the Application, for that sync: without ` + "`" + `RespectIgnoreDifferences=true` + "`" + ` it writes over the
Secrets that ignoreDifferences keeps Argo CD off, and says Synced. Leave ` + "`" + `syncOptions` + "`" + ` out: the Application's own hold then.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/", "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/"},
	Kinds:    commands,
	Check: requests(func(c *rule.Context, it *krm.Item, q ci.Request) *rule.Problem {
		if !q.SyncOptions {
			return nil
		}
		return problem(q, "the body sets syncOptions, which take the place of all options of the Application: leave them out")
	}),
	Bad:  step("curl -fsS --max-time 30 --json '{\"syncOptions\": {\"items\": [\"CreateNamespace=true\"]}}' -H @token https://argocd.example.org/api/v1/applications/shop/sync || true"),
	Good: exampleGood,
}
