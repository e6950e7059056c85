// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyApplicationElsewhere = &rule.Rule{
	ID:       "policy-application-elsewhere",
	Severity: krm.Warning,
	Title:    "The object of a policy line must name the project and the namespace in which the Application is",
	Doc: `Argo CD asks for an Application by the project that stands in its spec. A line with another project is loaded and
never matches; a project that is renamed breaks it in silence. The same holds for the namespace: an Application
outside Argo CD's own namespace is ` + "`<project>/<namespace>/<application>`" + `, and one inside it is not. The line is
compared with the Applications of the package.`,
	Upstream: []string{upstream + "#application-in-any-namespaces"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil {
			return nil
		}
		var problems []rule.Problem
		if m.regex {
			return nil
		}
		m.permissions(func(f *csv, p *rbac.Permission) {
			if p.Resource != "applications" && p.Resource != "logs" && p.Resource != "exec" || rbac.IsGlob(p.Object) {
				return
			}
			if want := elsewhere(c, it, p.Object); want != "" {
				problems = append(problems, f.problem(p.Line, 4, "object %q never matches: the Application of that name in this package is %q", p.Object, want))
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
    p, github-actions, applications, get, default/shop, allow
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: shop
  source: {repoURL: 'https://github.com/owner/shop', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: shop}
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: shop
  source: {repoURL: 'https://github.com/owner/shop', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: shop}
`,
}

// applicationKey is the key of the index of Applications by name.
type applicationKey struct{}

// elsewhere returns the object of the one Application that has the name of an object but another project or namespace, and ""
// where the object may be right.
func elsewhere(c *rule.Context, policy *krm.Item, object string) string {
	parts := strings.Split(object, "/")
	if len(parts) < 2 || len(parts) > 3 || slices.Contains(parts, "") {
		return "" // which has a rule of its own
	}
	byName := rule.Memo(c, applicationKey{}, func() map[string][]*krm.Item {
		index := map[string][]*krm.Item{}
		for _, app := range c.Of(argocd.Group, argocd.KindApplication) {
			index[app.Name] = append(index[app.Name], app)
		}
		return index
	})
	found := byName[parts[len(parts)-1]]
	if len(found) != 1 {
		return "" // several of one name: which one is meant is not known
	}
	app := found[0]
	project := krm.Text(app.Lookup("spec", "project"))
	if project == "" || app.Namespace == "" || policy.Namespace == "" {
		return ""
	}
	want := project + "/" + app.Name
	if app.Namespace != policy.Namespace {
		want = project + "/" + app.Namespace + "/" + app.Name
	}
	if want == object {
		return ""
	}
	return want
}
