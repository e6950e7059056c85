// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"regexp"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyRegexNotValid = &rule.Rule{
	ID:       "policy-regex-not-valid",
	Severity: krm.Error,
	Title:    "With policy.matchMode regex every pattern must be a regular expression",
	Doc: `With ` + "`policy.matchMode: regex`" + ` Argo CD reads resource, action and object as regular expressions. ` + "`*`" + ` and ` + "`*/*`" + ` are
none: evaluating the line fails, and with it every request of the subjects that the line is for. The usual cause is
a policy written for globs. Write ` + "`.*`" + ` for ` + "`*`" + `, or leave the mode at ` + "`glob`" + `.`,
	Upstream: []string{"https://github.com/argoproj/argo-cd/blob/master/docs/operator-manual/argocd-rbac-cm.yaml"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil {
			return nil
		}
		var problems []rule.Problem
		if !m.regex {
			return nil
		}
		valid := map[string]bool{}
		m.permissions(func(f *csv, p *rbac.Permission) {
			for i, pattern := range []string{p.Resource, p.Action, p.Object} {
				ok, seen := valid[pattern]
				if !seen {
					_, err := regexp.Compile(pattern)
					ok = err == nil
					valid[pattern] = ok
				}
				if !ok {
					problems = append(problems, f.problem(p.Line, i+2, "%q must be a regular expression, since policy.matchMode is regex: write .* for *", short(pattern)))
				}
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
    p, github-actions, ^applications$, ^get$, */*, allow
  policy.matchMode: regex
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, ^applications$, ^get$, ^shop/.*$, allow
  policy.matchMode: regex
`,
}

// short cuts a pattern for a message.
func short(pattern string) string {
	if len(pattern) > 60 {
		return pattern[:60] + "…"
	}
	return pattern
}
