// SPDX-License-Identifier: Apache-2.0

package application

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var sourceIncomplete = &rule.Rule{
	ID:       "source-incomplete",
	Severity: krm.Error,
	Title:    "A source must name its repository, and a path or a chart in it",
	Doc: `A source without repoURL, or without path and chart, is refused when Argo CD looks at the Application, not when it is applied: it
then has the condition InvalidSpecError and is not synced. An entry of ` + "`sources`" + ` may have a ` + "`ref`" + ` instead of both. The root of a repository
is the path ` + "`.`" + `.`,
	Upstream: []string{specPage, "https://github.com/argoproj/argo-cd/blob/master/util/argo/argo.go"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		project := s.Lookup("project")
		hydrator := s.Lookup("sourceHydrator")
		if !given(project) || !hasDestination(s) || hydrator != nil || !whole(c, it) {
			return nil
		}
		many := s.Lookup("sources")
		multiple := len(view.Entries(many)) > 0
		var problems []rule.Problem
		for _, source := range s.Sources() {
			if source.Node == nil || source.Node.Kind != yaml.MappingNode {
				continue
			}
			message := ""
			repository := krm.Lookup(source.Node, "repoURL")
			switch {
			case repository == nil || repository.ShortTag() == "!!null": // field-required says so
			case missing(source.Node, "repoURL"):
				message = "must have a repoURL"
			case !missing(source.Node, "path") || !missing(source.Node, "chart"):
			case !multiple:
				message = "must have a path (\".\" for the root of the repository) or a chart"
			case missing(source.Node, "ref"):
				message = "must have a path (\".\" for the root of the repository), a chart or a ref"
			}
			if message != "" {
				problems = append(problems, rule.Problem{Path: source.Path, At: source.Node, Message: message + ", or Argo CD refuses the Application"})
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
  source: {repoURL: 'https://github.com/owner/app', targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  sources:
  - {repoURL: 'https://charts.example.com', chart: app, targetRevision: 1.2.3, helm: {valueFiles: [$values/app.yaml]}}
  - {repoURL: 'https://github.com/owner/app', ref: values, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
}
