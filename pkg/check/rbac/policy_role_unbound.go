// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyRoleUnbound = &rule.Rule{
	ID:       "policy-role-unbound",
	Severity: krm.Info,
	Title:    "A role should be given to somebody",
	Doc: `No ` + "`g`" + ` line and not ` + "`policy.default`" + ` gives the role to anybody, so its ` + "`p`" + ` lines have no effect. That is no mistake
where the role is kept for later; it is one where the ` + "`g`" + ` line has another spelling.`,
	Upstream: []string{upstream},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil {
			return nil
		}
		var problems []rule.Problem
		if m.partial {
			return nil
		}
		standard, _ := value(it, "policy.default")
		seen := map[string]bool{}
		m.permissions(func(f *csv, p *rbac.Permission) {
			if !strings.HasPrefix(p.Subject, "role:") || seen[p.Subject] || m.bound[p.Subject] || p.Subject == "role:admin" || p.Subject == "role:readonly" {
				return
			}
			seen[p.Subject] = true
			if standard.Value == nil || standard.Value.Value != p.Subject {
				problems = append(problems, f.problem(p.Line, 1, "role %q is given to nobody: add \"g, <user or group>, %s\", or delete it", p.Subject, p.Subject))
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
    p, role:developer, applications, get, shop/*, allow
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, role:developer, applications, get, shop/*, allow
    g, owner:developers, role:developer
`,
}
