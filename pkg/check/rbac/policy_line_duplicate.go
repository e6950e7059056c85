// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyLineDuplicate = &rule.Rule{
	ID:       "policy-line-duplicate",
	Severity: krm.Info,
	Title:    "A policy should not say the same twice",
	Doc: `The line stands already, here or in another ` + "`policy.*.csv`" + ` key of the ConfigMap. It changes nothing, and whoever
takes the right away later has to find both.`,
	Upstream: []string{upstream},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil {
			return nil
		}
		var problems []rule.Problem
		first := map[string]string{}
		report := func(f *csv, line int, text string) {
			here := f.key.Key.Value
			if at, ok := first[text]; ok {
				problems = append(problems, f.problem(line, 0, "the same line stands already in %s", at))
				return
			}
			first[text] = here
		}
		m.permissions(func(f *csv, p *rbac.Permission) { report(f, p.Line, p.String()) })
		m.bindings(func(f *csv, g *rbac.Group) { report(f, g.Line, g.String()) })
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
    p, github-actions, applications, get, shop/shop, allow
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
    p, github-actions, applications, sync, shop/shop, allow
`,
}
