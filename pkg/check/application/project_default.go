// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var projectDefault = &rule.Rule{
	ID:       "project-default",
	Severity: krm.Info,
	Title:    "An Application should have an AppProject of its own rather than default",
	Doc: `The project ` + "`default`" + ` permits every repository, every cluster, every namespace and every kind, unless somebody has narrowed it. Whoever
may write to the repository of the Application may then change anything in the cluster. Give it an AppProject that permits its
repository and its namespace.`,
	Upstream: []string{projectsPage},
	Kinds:    applications,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		n, path := view.SpecOf(it).Field("project")
		if n == nil || n.Value != "default" {
			return nil
		}
		return one(rule.Problem{Path: path, At: n, Current: n.Value,
			Message: "the project \"default\" permits everything unless it was narrowed: give the Application an AppProject of its own"})
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: default
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: exampleTop,
}
