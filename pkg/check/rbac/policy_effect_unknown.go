// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyEffectUnknown = &rule.Rule{
	ID:       "policy-effect-unknown",
	Severity: krm.Error,
	Title:    "The effect of a policy line must be allow or deny, in lower case",
	Doc: `Argo CD loads a line with any effect and looks only for ` + "`allow`" + ` and ` + "`deny`" + `. A line with another word, such as
` + "`Allow`" + `, has no effect at all, and ` + "`argocd admin settings rbac validate`" + ` calls it valid. Write the word in lower
case.`,
	Upstream: []string{upstream + "#policies"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil {
			return nil
		}
		var problems []rule.Problem
		m.permissions(func(f *csv, p *rbac.Permission) {
			if p.Effect == "" || strings.TrimSpace(p.Effect) != p.Effect {
				return
			}
			if err := rbac.CheckEffect(p.Effect); err != nil {
				problems = append(problems, f.problem(p.Line, 5, "%s", err))
			}
		})
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, Allow
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
`,
}
