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

var accountUndeclared = &rule.Rule{
	ID:       "account-undeclared",
	Severity: krm.Warning,
	Title:    "accounts.<name>.enabled should stand beside accounts.<name> with its capabilities",
	Doc: `The key ` + "`accounts.<name>.enabled`" + ` alone makes an account without a capability: it can neither log in nor have a token, and
generating one fails with "does not have apiKey capability". It is a warning, since the capabilities may stand in another layer of
the same ConfigMap that is not among the resources.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return each(it, argocd.ConfigMap, func(pair view.Pair) []rule.Problem {
			account, isEnabled := strings.CutSuffix(pair.Key.Value, ".enabled")
			name, ok := strings.CutPrefix(account, "accounts.")
			if !ok || !isEnabled || name == "" || name == "admin" || strings.Contains(name, ".") {
				return nil
			}
			if enabled, err := strconv.ParseBool(pair.Value.Value); err != nil || !enabled {
				return nil // no word that is read is a mistake of its own
			}
			for _, layer := range c.Of("", "ConfigMap") {
				if layer.Name == argocd.ConfigMap && krm.Lookup(layer.Lookup("data"), account) != nil {
					return nil
				}
			}
			return []rule.Problem{problem(pair.Key, pair.Key.Value, "account %q has no capabilities, so it can do nothing: declare it by %q, with apiKey or login", name, account)}
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
  accounts.ci.enabled: 'true'
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
