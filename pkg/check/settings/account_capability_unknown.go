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

var accountCapabilityUnknown = &rule.Rule{
	ID:       "account-capability-unknown",
	Severity: krm.Error,
	Title:    "A local account must have the capabilities apiKey or login, with commas between them",
	Doc: `Argo CD drops a capability that it does not know, and only the log says so: the account exists and can do nothing.
The value is plain text, no YAML: ` + "`capabilities: [login, apiKey]`" + ` is two words that Argo CD does not know. Write
` + "`apiKey, login`" + `, letter for letter.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return each(it, argocd.ConfigMap, func(pair view.Pair) []rule.Problem {
			name, ok := strings.CutPrefix(pair.Key.Value, "accounts.")
			if !ok || name == "" || strings.Contains(name, ".") || !isText(pair.Value) {
				return nil
			}
			value := pair.Value.Value
			if strings.ContainsAny(value, "[]{}:") || strings.Contains(strings.TrimSpace(value), "\n") {
				return []rule.Problem{problem(pair.Value, pair.Key.Value, "the capabilities of account %q must be text such as \"apiKey, login\": YAML is not read, and each part that is no capability is dropped", name)}
			}
			words, wrong, mended := strings.Split(value, ","), "", true
			for i, word := range words {
				capability := strings.TrimSpace(word)
				if capability == "" || capability == "apiKey" || capability == "login" {
					continue
				}
				near, ok := nearest.Name(capability, []string{"apiKey", "login"})
				if wrong == "" {
					wrong = fmt.Sprintf("capability %q of account %q is dropped: allowed are apiKey and login", capability, name)
					if ok {
						wrong = fmt.Sprintf("capability %q of account %q is dropped: did you mean %q?", capability, name, near)
					}
				}
				mended = mended && ok
				words[i] = strings.Replace(word, capability, near, 1)
			}
			if wrong == "" {
				return nil
			}
			p := problem(pair.Value, pair.Key.Value, "%s", wrong)
			if mended {
				p.Proposed = strings.Join(words, ",")
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
  accounts.ci: apikey
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
  accounts.alice: apiKey, login
`,
}
