// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyMatchModeUnknown = &rule.Rule{
	ID:       "policy-match-mode-unknown",
	Severity: krm.Error,
	Title:    "policy.matchMode must be glob or regex, in lower case",
	Doc: `Argo CD takes every value but ` + "`regex`" + ` for ` + "`glob`" + `, without a message. With ` + "`Regex`" + ` or ` + "`regexp`" + ` the patterns of the
policy are then read as globs, in which ` + "`.*`" + ` is a point and anything, and ` + "`^`" + ` and ` + "`|`" + ` are letters: lines that allow
never match, and lines that deny never match.`,
	Upstream: []string{"https://github.com/argoproj/argo-cd/blob/master/docs/operator-manual/argocd-rbac-cm.yaml"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		pair, ok := value(it, "policy.matchMode")
		if !ok || pair.Value.Value == "glob" || pair.Value.Value == "regex" || pair.Value.Value == "" {
			return nil
		}
		mode := pair.Value.Value
		p := rule.Problem{Path: path("policy.matchMode"), At: pair.Value, Current: mode}
		p.Message = fmt.Sprintf("policy.matchMode %q must be \"glob\" or \"regex\": Argo CD takes it for \"glob\"", mode)
		if near, ok := nearest.Name(mode, []string{"glob", "regex"}); ok {
			p.Message += fmt.Sprintf("; did you mean %q?", near)
			if near == "glob" {
				p.Severity = krm.Warning // it does what was meant
				p.Proposed = near
			} // regex would give every line of the policy another meaning, so nobody should write it unread
		}
		return []rule.Problem{p}
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
  policy.matchMode: regexp
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
  policy.matchMode: glob
`,
}
