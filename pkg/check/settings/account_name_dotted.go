// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var accountNameDotted = &rule.Rule{
	ID:       "account-name-dotted",
	Severity: krm.Error,
	Title:    "The name of a local account must not hold a dot",
	Doc: `Argo CD splits ` + "`accounts.<name>`" + ` at its dots. ` + "`accounts.ci.bot: apiKey`" + ` makes an account ` + "`ci`" + ` that can do nothing,
since ` + "`bot`" + ` is no field of an account, and a key with one more dot is skipped; only the log says so. The account
` + "`ci.bot`" + ` does not exist, and generating a token fails. Write the name with a ` + "`-`" + `.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return each(it, argocd.ConfigMap, func(pair view.Pair) []rule.Problem {
			name, ok := strings.CutPrefix(pair.Key.Value, "accounts.")
			name, _ = strings.CutSuffix(name, ".enabled")
			if !ok || !strings.Contains(name, ".") || argocd.KeyHolder(pair.Key.Value) == argocd.Secret {
				return nil
			}
			p := problem(pair.Key, pair.Key.Value, "account %q must not hold a dot, which Argo CD reads as the end of the name: write %q", name, "accounts."+strings.ReplaceAll(name, ".", "-"))
			first, field, _ := strings.Cut(name, ".")
			if near, ok := nearest.Name(field, []string{"enabled"}); ok && near != field {
				p.Message = fmt.Sprintf("field %q of account %q is none that Argo CD reads: did you mean %q?", field, first, "accounts."+first+".enabled")
				p.Proposed = "accounts." + first + ".enabled"
			}
			return []rule.Problem{p}
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
  accounts.ci.bot: apiKey
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  accounts.ci-bot: apiKey
  accounts.ci-bot.enabled: 'true'
`,
}
