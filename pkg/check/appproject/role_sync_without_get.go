// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var roleSyncWithoutGet = &rule.Rule{
	ID:       "role-sync-without-get",
	Severity: krm.Warning,
	Title:    "A role that may sync an Application should be able to get it",
	Doc: `Argo CD asks for ` + "`get`" + ` before it asks for ` + "`sync`" + `, in every version: a role with ` + "`sync`" + ` alone is answered with 403
when it syncs. It works only for those who get the right to ` + "`get`" + ` from elsewhere, such as ` + "`policy.default`" + ` or
another role that has the same groups. Add the same line with ` + "`get`" + `.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		all := roles(c, it)
		var problems []rule.Problem
		for _, r := range all {
			if !r.gets && !coveredByOthers(r, all) {
				for _, p := range r.policies {
					if p.values == nil || p.values[2] != "applications" || p.values[3] != "sync" || p.values[5] != "allow" {
						continue
					}
					get := strings.Join([]string{"p", p.values[1], p.values[2], "get", p.values[4], "allow"}, ", ")
					problems = append(problems, p.problem("role %q may sync %q but not get it, and Argo CD asks for get first: add %q", r.name.Value, p.values[4], get)...)
					break
				}
			}
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  roles:
  - name: ci
    policies:
    - p, proj:shop:ci, applications, sync, shop/shop, allow
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  roles:
  - name: ci
    policies:
    - p, proj:shop:ci, applications, get, shop/shop, allow
    - p, proj:shop:ci, applications, sync, shop/shop, allow
`,
}

// coveredByOthers reports whether everybody in the groups of a role is in another role that may get Applications. A role
// without groups is for tokens, which have nothing else.
func coveredByOthers(r roleOf, all []roleOf) bool {
	if len(r.groups) == 0 {
		return false
	}
	for group := range r.groups {
		covered := false
		for _, other := range all {
			covered = covered || other.gets && other.groups[group]
		}
		if !covered {
			return false
		}
	}
	return true
}
