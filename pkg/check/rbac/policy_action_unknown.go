// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyActionUnknown = &rule.Rule{
	ID:       "policy-action-unknown",
	Severity: krm.Error,
	Title:    "The action of a policy line must be one that Argo CD asks for on that resource",
	Doc: `Argo CD loads a line with any action, and one that it never asks for on the resource never matches: what the line
allows stays forbidden, and what it denies stays allowed, without a message. There is no ` + "`list`" + `: ` + "`get`" + ` covers it.
The actions of a resource (restart, promote) are ` + "`action/<group>/<kind>/<action>`" + `, all of them ` + "`action/*`" + `; the word
` + "`action`" + ` alone is none. ` + "`update/…`" + ` and ` + "`delete/…`" + ` on single resources came with v2.12, ` + "`rollback`" + ` with v3.6.`,
	Upstream: []string{upstream + "#policies"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil || m.regex {
			return nil
		}
		var problems []rule.Problem
		m.permissions(func(f *csv, p *rbac.Permission) {
			if p.Action == "" || strings.TrimSpace(p.Action) != p.Action {
				return
			}
			if err := rbac.CheckAction(c.ArgoCD, p.Resource, p.Action); err != nil {
				problems = append(problems, f.problem(p.Line, 3, "%s", err))
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
    p, role:developer, applications, list, shop/*, allow
    g, developers, role:developer
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, role:developer, applications, get, shop/*, allow
    p, role:developer, applications, action/apps/Deployment/restart, shop/*, allow
    g, developers, role:developer
`,
}
