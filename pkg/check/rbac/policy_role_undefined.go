// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyRoleUndefined = &rule.Rule{
	ID:       "policy-role-undefined",
	Severity: krm.Warning,
	Title:    "The role of a g line must be one that some p line gives rights",
	Doc: `A ` + "`g`" + ` line with a role that no ` + "`p`" + ` line names is loaded and gives nobody anything; Argo CD only logs a warning. The
usual cause is a typing mistake, or the word ` + "`role:`" + ` left out. Only the roles ` + "`role:admin`" + ` and ` + "`role:readonly`" + ` are
Argo CD's own. Where the roles stand in a layer that is not in this package, make an exception.`,
	Upstream: []string{upstream},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil {
			return nil
		}
		var problems []rule.Problem
		m.bindings(func(f *csv, g *rbac.Group) {
			// A value with spaces and an empty one have a rule of their own.
			if g.Role == "" || strings.TrimSpace(g.Role) != g.Role || m.defined(g.Role) {
				return
			}
			hint := ""
			near, ok := nearest.Name(g.Role, m.roles())
			switch {
			case m.defined("role:" + g.Role):
				hint = fmt.Sprintf(": did you mean %q?", "role:"+g.Role)
			case ok:
				hint = fmt.Sprintf(": did you mean %q?", near)
			case m.partial:
				return // the role may be defined in another layer
			}
			problems = append(problems, f.problem(g.Line, 2, "role %q has no p line, so the g line gives nothing%s", g.Role, hint))
		})
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, role:developer, applications, get, shop/*, allow
    g, owner:developers, role:developers
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, role:developer, applications, get, shop/*, allow
    g, owner:developers, role:developer
    g, owner:operators, role:admin
`,
	Also: []string{"policy-role-unbound"},
}
