// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyProjectMisspelt = &rule.Rule{
	ID:       "policy-project-misspelt",
	Severity: krm.Warning,
	Title:    "The object of a policy line should name an AppProject that there is",
	Doc: `A line with a project that does not exist is loaded and never matches. The rule compares with the AppProjects of the package and
speaks only where the name looks like a misspelling of one of them, since others may be declared elsewhere: ` + "`app` and `apps`" + ` may be two.`,
	Upstream: []string{upstream},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil || m.regex {
			return nil
		}
		type key struct{}
		names := rule.Memo(c, key{}, func() []string {
			names := []string{"default"}
			for _, p := range c.Of(argocd.Group, argocd.KindAppProject) {
				names = append(names, p.Name)
			}
			return names
		})
		const most = 200 // among thousands there is always one that is near
		if len(names) == 1 || len(names) > most {
			return nil
		}
		var problems []rule.Problem
		m.permissions(func(f *csv, p *rbac.Permission) {
			project, _, ok := strings.Cut(p.Object, "/")
			if !ok || !rbac.PerApplication(p.Resource) || rbac.IsGlob(project) || project == "" || view.Templated(p.Object) || contains(names, project) {
				return
			}
			if near, ok := nearest.Misspelling(project, names); ok && near != project+"s" && project != near+"s" {
				problems = append(problems, f.problem(p.Line, 4, "there is no AppProject %q in this package: did you mean %q?", project, near))
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
    p, operators, applications, get, shpo/*, allow
` + exampleProject,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, operators, applications, get, shop/*, allow
` + exampleProject,
}

const exampleProject = `---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
`

func contains(all []string, s string) bool {
	for _, e := range all {
		if e == s {
			return true
		}
	}
	return false
}
