// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"strconv"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var accountEnabledNotBool = &rule.Rule{
	ID:       "account-enabled-not-bool",
	Severity: krm.Error,
	Title:    "accounts.<name>.enabled must be \"true\" or \"false\"",
	Doc: `Argo CD reads the value with Go's ParseBool. ` + "`yes`" + `, ` + "`on`" + ` and an empty text are an error, and the error is one for
**all** local accounts: none can log in or use its token any more.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return each(it, argocd.ConfigMap, func(pair view.Pair) []rule.Problem {
			name, ok := strings.CutPrefix(pair.Key.Value, "accounts.")
			name, isEnabled := strings.CutSuffix(name, ".enabled")
			if !ok || !isEnabled || name == "" || strings.Contains(name, ".") || !isText(pair.Value) {
				return nil
			}
			value := pair.Value.Value
			if _, err := strconv.ParseBool(value); err == nil {
				return nil
			}
			return []rule.Problem{problem(pair.Value, pair.Key.Value, "%q must be \"true\" or \"false\": any other word is an error for all local accounts, and none can log in", value)}
		})
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  accounts.ci: apiKey
  accounts.ci.enabled: 'yes'
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  accounts.ci: apiKey
  accounts.ci.enabled: 'true'
`,
}
