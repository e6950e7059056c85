// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var chartWithoutVersion = &rule.Rule{
	ID:       "chart-without-version",
	Severity: krm.Error,
	Title:    "A chart must have its version in targetRevision",
	Doc: `For a Git repository an absent targetRevision means HEAD. A chart has no such default: the Application gets the condition
InvalidSpecError and is not synced. Write a version such as ` + "`1.2.3`, or a range such as `1.2.*`" + `.`,
	Upstream: []string{specPage, "https://github.com/argoproj/argo-cd/blob/master/util/argo/argo.go"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		if !hasDestination(s) || !whole(c, it) {
			return nil
		}
		var problems []rule.Problem
		for _, source := range s.Sources() {
			chart := krm.Lookup(source.Node, "chart")
			if given(chart) && given(krm.Lookup(source.Node, "repoURL")) && missing(source.Node, "targetRevision") {
				problems = append(problems, rule.Problem{Path: source.Path + ".chart", At: chart, Current: chart.Value,
					Message: "a chart must have a targetRevision with its version, such as \"1.2.3\", or Argo CD refuses the Application"})
			}
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://charts.example.com', chart: app}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://charts.example.com', chart: app, targetRevision: 1.2.3}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
}
