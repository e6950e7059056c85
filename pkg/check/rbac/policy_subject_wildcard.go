// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policySubjectWildcard = &rule.Rule{
	ID:       "policy-subject-wildcard",
	Severity: krm.Error,
	Title:    "The subject of a policy line must be one name: it is no pattern",
	Doc: `Resource, action and object of a line are patterns; the subject is compared as it stands. A line for ` + "`*`" + ` or ` + "`team-*`" + `
applies to nobody, unless somebody is called so. For everybody who can log in there is ` + "`policy.default`" + `; for groups
write a ` + "`g`" + ` line each.`,
	Upstream: []string{upstream},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil {
			return nil
		}
		var problems []rule.Problem
		report := func(f *csv, line int, subject string) {
			if strings.Contains(subject, "*") && strings.TrimSpace(subject) == subject {
				problems = append(problems, f.problem(line, 1, "subject %q must be one name: it is compared as it stands, so the line applies to nobody; for everybody there is policy.default", subject))
			}
		}
		m.permissions(func(f *csv, p *rbac.Permission) { report(f, p.Line, p.Subject) })
		m.bindings(func(f *csv, g *rbac.Group) { report(f, g.Line, g.Subject) })
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    g, *, role:readonly
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    g, owner:developers, role:readonly
`,
}
