// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var helmValuesMasked = &rule.Rule{
	ID:       "helm-values-masked",
	Severity: krm.Error,
	Title:    "A Helm source must not have values beside valuesObject",
	Doc: `Where both are set, Argo CD takes ` + "`valuesObject`" + ` alone. What stands in ` + "`values`" + ` is never read: no message, no merge, and the chart is
rendered with its defaults in place of those values. This happens where an overlay adds one to the other. Move all of it into one of
the two.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#values", "https://github.com/argoproj/argo-cd/blob/master/pkg/apis/application/v1alpha1/values.go"},
	Kinds:    applications,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, s := range view.SpecOf(it).Sources() {
			object, values := krm.Lookup(s.Node, "helm", "valuesObject"), krm.Lookup(s.Node, "helm", "values")
			if !there(object) || !given(values) || strings.TrimSpace(values.Value) == "" {
				continue
			}
			path := s.Path + ".helm.values"
			problems = append(problems, rule.Problem{Path: path, At: values, Message: fmt.Sprintf("%s is never read: the valuesObject beside it takes its place; move all values into one of the two", path)})
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source:
    repoURL: https://charts.example.org
    chart: app
    targetRevision: 1.2.3
    helm:
      values: 'replicas: 2'
      valuesObject: {image: {tag: v1}}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source:
    repoURL: https://charts.example.org
    chart: app
    targetRevision: 1.2.3
    helm:
      valuesObject: {replicas: 2, image: {tag: v1}}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
}
