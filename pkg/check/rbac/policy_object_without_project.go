// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyObjectWithoutProject = &rule.Rule{
	ID:       "policy-object-without-project",
	Severity: krm.Error,
	Title:    "The object of applications, applicationsets, logs and exec must be a project and an Application",
	Doc: `Argo CD asks for these resources as ` + "`<project>/<application>`" + `, or ` + "`<project>/<namespace>/<application>`" + ` for one
outside its own namespace. A single name matches neither, and neither do more parts or an empty one, so the line is
loaded and never has an effect. Write ` + "`<project>/<application>`" + `, or ` + "`<project>/*`" + ` for all Applications of a project.`,
	Upstream: []string{upstream + "#application-specific-policy"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil || m.regex {
			return nil
		}
		var problems []rule.Problem
		m.permissions(func(f *csv, p *rbac.Permission) {
			o := p.Object
			if o == "" || strings.TrimSpace(o) != o || rbac.IsGlob(o) || !rbac.PerApplication(p.Resource) {
				return
			}
			parts := strings.Split(o, "/")
			switch {
			case len(parts) == 1:
				problems = append(problems, f.problem(p.Line, 4, "object %q must be \"<project>/<application>\", or the line never matches: if it is a project, write %q", o, o+"/*"))
			case len(parts) > 3 || slices.Contains(parts, ""):
				problems = append(problems, f.problem(p.Line, 4, "object %q must be \"<project>/<application>\" or \"<project>/<namespace>/<application>\", or the line never matches", o))
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
    p, github-actions, applications, get, shop, allow
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
    p, github-actions, projects, get, shop, allow
`,
}
