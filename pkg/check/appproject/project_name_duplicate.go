// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"fmt"
	"path"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var projectNameDuplicate = &rule.Rule{
	ID:       "project-name-duplicate",
	Severity: krm.Warning,
	Title:    "Two AppProjects must not have one name",
	Doc: `Argo CD keeps one object of a name: whichever is applied last replaces the destinations, repositories and roles of
the other, and the next sync of the other replaces them again. Looked at are whole projects (with repositories and
destinations) in one folder, since a patch of an overlay has the name of what it patches.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#projects"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		for _, other := range ofName(c, it.Name) {
			if other != it && other.Name != "" && other.Namespace == it.Namespace && other.Package == it.Package &&
				path.Dir(other.Path) == path.Dir(it.Path) && whole(it) && whole(other) {
				p := rule.Problem{Path: "metadata.name", At: it.Lookup("metadata", "name"), Current: it.Name}
				p.Message = fmt.Sprintf("AppProject %q stands in %s too: whichever is applied last replaces the other", it.Name, other.Path)
				if other.Path == it.Path {
					p.Severity = krm.Error
				}
				return []rule.Problem{p}
			}
		}
		return nil
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/web']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: web, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/web']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
`,
}

// whole reports whether a project is more than a patch of one.
func whole(it *krm.Item) bool {
	return it.Lookup("spec", "sourceRepos") != nil && it.Lookup("spec", "destinations") != nil
}

// nameKey is the key of the index of AppProjects by name.
type nameKey struct{}

func ofName(c *rule.Context, name string) []*krm.Item {
	return rule.Memo(c, nameKey{}, func() map[string][]*krm.Item {
		index := map[string][]*krm.Item{}
		for _, it := range c.Of(argocd.Group, argocd.KindAppProject) {
			index[it.Name] = append(index[it.Name], it)
		}
		return index
	})[name]
}
