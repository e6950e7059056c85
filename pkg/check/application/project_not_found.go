// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var projectNotFound = &rule.Rule{
	ID:       "project-not-found",
	Severity: krm.Info,
	Title:    "The AppProject of an Application should be among the others",
	Doc: `An Application whose AppProject does not exist is applied and never synced: "Application referencing project which does not exist".
This looks only where other AppProjects of the same namespace are among the resources, since a project may live in another repository.
It is a warning where the name looks like a misspelling of one that is there.`,
	Upstream: []string{projectsPage, "https://github.com/argoproj/argo-cd/issues/21150"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		n, path := view.SpecOf(it).Field("project")
		if !isText(n) || n.Value == "" || n.Value == "default" || view.Templated(n.Value) {
			return nil
		}
		if len(projectsOf(c)[n.Value]) > 0 || it.Namespace == "" {
			return nil
		}
		names, ok := projectNames(c)[it.Namespace]
		if !ok {
			return nil
		}
		p := rule.Problem{Path: path, At: n, Current: n.Value, Message: fmt.Sprintf(
			"no AppProject %q is among the resources, while %s: if it is nowhere else, the Application is never synced", n.Value, others(n.Value, names))}
		if near, ok := nearest.Misspelling(n.Value, names); ok {
			p.Severity = krm.Warning
			p.Message = fmt.Sprintf("no AppProject %q is among the resources: did you mean %q?", n.Value, near)
		}
		return one(p)
	},
	Bad: exampleTop + `---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: apps, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/app']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: app}]
`,
	Good: exampleTop + "---\n" + exampleProject,
}

type projectNamesKey struct{}

// projectNames returns the names of the AppProjects by namespace; none where a template writes one.
func projectNames(c *rule.Context) map[string][]string {
	return rule.Memo(c, projectNamesKey{}, func() map[string][]string {
		names := map[string][]string{}
		for _, p := range c.Of(argocd.Group, argocd.KindAppProject) {
			if view.Templated(p.Name) {
				return nil
			}
			names[p.Namespace] = append(names[p.Namespace], p.Name)
		}
		return names
	})
}

// others says which names there are: the nearest few, and how many more. Among very many the nearest mean nothing.
func others(name string, names []string) string {
	const most, few = 200, 3
	switch more := len(names) - few; {
	case len(names) > most:
		return fmt.Sprintf("%d others of its namespace are", len(names))
	case len(names) == 1:
		return fmt.Sprintf("%q is", names[0])
	case more > 0:
		return fmt.Sprintf("%s and %d more are", someOf(nearest.Few(name, names, few)), more)
	}
	return someOf(names) + " are"
}
