// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policySyncWithoutGet = &rule.Rule{
	ID:       "policy-sync-without-get",
	Severity: krm.Error,
	Title:    "An account that may sync an Application must be able to get it",
	Doc: `Argo CD asks for ` + "`get`" + ` before it asks for ` + "`sync`" + `, in every version: an account with ` + "`sync`" + ` alone is answered with 403 when it syncs.
Add the same line with ` + "`get`" + `. The rule looks at the accounts of programs that argocd-cm declares, where policy.default gives nobody
anything, and no line is a template or has a mistake of its own.`,
	Upstream: []string{upstream, "https://github.com/argoproj/argo-cd/blob/master/server/application/application.go"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		standard, has := value(it, "policy.default")
		if m == nil || m.unconditional(standard, has) || layered(c) || !m.sound(c) {
			return nil
		}
		var problems []rule.Problem
		for _, account := range pipelines(c, it) {
			var sync *grant
			gets := false
			for _, g := range grantsOf(c, m, account) {
				if !may(g.Resource, "applications") {
					continue
				}
				gets = gets || may(g.Action, "get")
				if sync == nil && g.Action == "sync" {
					sync = &g
				}
			}
			if sync != nil && !gets {
				problems = append(problems, sync.csv.problem(sync.Line, 3, "account %q may sync and not get, and Argo CD asks for get first: add %q",
					account, (rbac.Permission{Subject: sync.Subject, Resource: sync.Resource, Action: "get", Object: sync.Object, Effect: "allow"}).String()))
			}
		}
		return problems
	},
	Bad:  examplePipeline("p, ci, applications, sync, shop/shop, allow"),
	Good: examplePipeline("p, ci, applications, get, shop/shop, allow", "p, ci, applications, sync, shop/shop, allow"),
}

// examplePipeline is an account of a pipeline with lines of a policy.
func examplePipeline(lines ...string) string {
	text := `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  accounts.ci: apiKey
---
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
`
	for _, line := range lines {
		text += "    " + line + "\n"
	}
	return text
}
