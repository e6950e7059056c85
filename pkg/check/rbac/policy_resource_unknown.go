// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyResourceUnknown = &rule.Rule{
	ID:       "policy-resource-unknown",
	Severity: krm.Error,
	Title:    "The resource of a policy line must be one that Argo CD asks for",
	Doc: `Argo CD loads a line with any resource, and ` + "`argocd admin settings rbac validate`" + ` calls it valid. A resource that no
part of Argo CD asks for never matches: what the line allows stays forbidden, and what it denies stays allowed.
Correct the word.`,
	Upstream: []string{upstream + "#policies"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil || m.regex {
			return nil
		}
		var problems []rule.Problem
		m.permissions(func(f *csv, p *rbac.Permission) {
			// A value with spaces has a rule of its own.
			if p.Resource == "" || strings.TrimSpace(p.Resource) != p.Resource {
				return
			}
			if err := rbac.CheckResource(c.ArgoCD, p.Resource); err != nil {
				problems = append(problems, f.problem(p.Line, 2, "%s", err))
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
    p, github-actions, application, get, shop/shop, allow
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
`,
}
