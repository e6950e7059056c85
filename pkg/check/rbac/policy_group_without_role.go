// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyGroupWithoutRole = &rule.Rule{
	ID:       "policy-group-without-role",
	Severity: krm.Warning,
	Title:    "A group must get its rights by a role",
	Doc: `Argo CD looks only at those groups of a user that stand first in a ` + "`g`" + ` line. A ` + "`p`" + ` line whose subject is a group is
loaded and ignored, although ` + "`argocd admin settings rbac can`" + ` says Yes to it; v3.6 logs a warning. The subject has
the form in which the GitHub and GitLab connectors name a team, ` + "`organization:team`" + `. Give the rights to a role, and
the role to the group: ` + "`g, organization:team, role:name`" + `.`,
	Upstream: []string{upstream, "https://github.com/argoproj/argo-cd/issues/19026"},
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
		seen := map[string]bool{}
		m.permissions(func(f *csv, p *rbac.Permission) {
			if seen[p.Subject] || m.groups[p.Subject] || !isTeam(p.Subject) {
				return
			}
			seen[p.Subject] = true
			problems = append(problems, f.problem(p.Line, 1, "subject %q looks like a group, and a group gets its rights by a role only: give them to a role, and add \"g, %s, role:<name>\"", p.Subject, p.Subject))
		})
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, owner:developers, applications, get, shop/*, allow
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

// isTeam reports whether a subject is organization:team, and none of the forms that begin with a known word.
func isTeam(subject string) bool {
	organization, team, ok := strings.Cut(subject, ":")
	if !ok || organization == "" || team == "" || strings.ContainsAny(team, ":/@|") || strings.TrimSpace(subject) != subject || strings.ContainsAny(organization, "/@|.") {
		return false
	}
	for _, word := range [...]string{"role", "proj", "repo", "system", "user", "project_path", "sub", "arn", "urn"} {
		if organization == word {
			return false
		}
	}
	return true
}
