// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyValueBlank = &rule.Rule{
	ID:       "policy-value-blank",
	Severity: krm.Error,
	Title:    "A value of a policy line must not be empty or have spaces before its comma",
	Doc: `Argo CD reads a line as CSV: spaces behind a comma are dropped, spaces before one are part of the value.
` + "`shop/shop `" + ` with a space at its end is the name of no Application, so the line is loaded and never matches. So is
one with an empty value. Delete the spaces.`,
	Upstream: []string{upstream},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil {
			return nil
		}
		var problems []rule.Problem
		look := func(f *csv, line int, values ...string) {
			for i, v := range values {
				if strings.TrimSpace(v) == "" {
					problems = append(problems, f.problem(line, i+1, "a value must not be empty: the line never matches"))
				} else if strings.TrimSpace(v) != v {
					problems = append(problems, f.problem(line, i+1, "the value %q must not have spaces around it: they are part of it, and the line never matches", v))
				}
			}
		}
		m.permissions(func(f *csv, p *rbac.Permission) {
			look(f, p.Line, p.Subject, p.Resource, p.Action, p.Object, p.Effect)
		})
		m.bindings(func(f *csv, g *rbac.Group) { look(f, g.Line, g.Subject, g.Role) })
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop , allow
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p,   github-actions, applications, get, shop/shop, allow
`,
}
