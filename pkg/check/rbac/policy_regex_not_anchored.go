// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyRegexNotAnchored = &rule.Rule{
	ID:       "policy-regex-not-anchored",
	Severity: krm.Warning,
	Title:    "With policy.matchMode regex an object that is allowed should be anchored",
	Doc: `A regular expression of a policy matches anywhere in the text: ` + "`shop/web`" + ` allows ` + "`shop/web-admin`" + ` and ` + "`workshop/web`" + `
too. Write ` + "`^shop/web$`" + `. Only the first such line is reported.`,
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
		m.permissions(func(f *csv, p *rbac.Permission) {
			if len(problems) > 0 || p.Effect != "allow" || strings.TrimSpace(p.Object) != p.Object || strings.HasPrefix(p.Object, "^") && strings.HasSuffix(p.Object, "$") {
				return
			}
			// What matches everything needs no anchors, and neither does what begins and ends with it.
			if strings.HasPrefix(p.Object, ".*") && strings.HasSuffix(p.Object, ".*") || rbac.IsGlob(p.Object) && !strings.Contains(p.Object, ".*") {
				return
			}
			problems = append(problems, f.problem(p.Line, 4, "object %q matches anywhere in a name, since policy.matchMode is regex: write %q", short(p.Object), "^"+short(p.Object)+"$"))
		})
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, ^applications$, ^get$, shop/web, allow
  policy.matchMode: regex
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, ^applications$, ^get$, ^shop/web$, allow
  policy.matchMode: regex
`,
}
