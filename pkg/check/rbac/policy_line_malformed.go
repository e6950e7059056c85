// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyLineMalformed = &rule.Rule{
	ID:       "policy-line-malformed",
	Severity: krm.Error,
	Title:    "Every line of a policy must be a p line of six values, a g line of three, or a comment",
	Doc: `Argo CD refuses the whole policy for one line that it cannot read, in whichever ` + "`policy.*.csv`" + ` key it stands. From
then on every call of the API fails with status 500, the administrators' calls too, and a server that starts with it
exits. Neither the ConfigMap nor the Application that carries it shows anything. Write
` + "`p, subject, resource, action, object, effect`" + ` or ` + "`g, user or group, role`" + `; a value with a comma in it needs double
quotes around it.`,
	Upstream: []string{upstream, "https://github.com/argoproj/argo-cd/issues/14464", "https://github.com/argoproj/argo-cd/issues/2992"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil {
			return nil
		}
		var problems []rule.Problem
		for _, f := range m.csvs {
			for _, p := range f.problems {
				if p.Fatal && !f.templated(p.Line) {
					problems = append(problems, f.problemAt(p.Line, p.Column, "%s; Argo CD refuses the whole policy, and every call of its API fails", p.Text))
				}
			}
		}
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    # the pipeline of the shop
    p, github-actions, applications, get, shop/shop, allow
    p, github-actions, applications, "{sync,override}", shop/shop, allow
`,
}
