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
It is a warning where one of nearly the same name is there.`,
	Upstream: []string{projectsPage, "https://github.com/argoproj/argo-cd/issues/21150"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		n, path := view.SpecOf(it).Field("project")
		if !isText(n) || n.Value == "" || n.Value == "default" || view.Templated(n.Value) {
			return nil
		}
		if len(projectsOf(c)[n.Value]) > 0 {
			return nil
		}
		var names []string
		for _, p := range c.Of(argocd.Group, argocd.KindAppProject) {
			if view.Templated(p.Name) {
				return nil
			}
			if it.Namespace != "" && p.Namespace == it.Namespace {
				names = append(names, p.Name)
			}
		}
		if len(names) == 0 {
			return nil
		}
		p := rule.Problem{Path: path, At: n, Current: n.Value,
			Message: fmt.Sprintf("no AppProject %q is among the resources, while %s are: if it is nowhere else, the Application is never synced", n.Value, someOf(names))}
		if near, ok := nearest.Name(n.Value, names); ok {
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
