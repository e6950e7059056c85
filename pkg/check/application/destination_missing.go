// SPDX-License-Identifier: Apache-2.0

package application

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var destinationMissing = &rule.Rule{
	ID:       "destination-missing",
	Severity: krm.Error,
	Title:    "A destination must name a cluster, by its server or by its name",
	Doc: `An Application whose destination has neither server nor name is taken by the API server and then has the condition
InvalidSpecError: nothing is synced. The cluster in which Argo CD runs is ` + "`server: https://kubernetes.default.svc`" + `.`,
	Upstream: []string{specPage},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		project := s.Lookup("project")
		if !given(project) || !hasSource(s) || hasDestination(s) || !whole(c, it) {
			return nil
		}
		d, path := s.Field("destination")
		if d == nil || d.Kind != yaml.MappingNode {
			return nil // which is reported as such
		}
		return one(rule.Problem{Path: path, At: d, Message: "must have a server, such as \"https://kubernetes.default.svc\", or the name of a cluster"})
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {namespace: app}
`,
	Good: exampleTop,
}
