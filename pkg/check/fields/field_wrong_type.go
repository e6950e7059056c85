// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var fieldWrongType = &rule.Rule{
	ID:       "field-wrong-type",
	Severity: krm.Error,
	Title:    "A value must have the type of its field, and an annotation or label must be a string",
	Doc: `The API server refuses the whole object, so nothing of the change arrives. It is seen at the sync only: YAML is content
with any type. The usual causes are a revision, a Helm parameter or an annotation that reads as a number or a boolean
(` + "`targetRevision: 1.0`, `force-update: true`" + `), which must be in quotes; a boolean in quotes, which must not; one value where a list is
wanted; and a list where a mapping is wanted.`,
	Upstream: []string{crds + "#validation", "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/"},
	Kinds:    kinds,
	Check:    func(c *rule.Context, it *krm.Item) []rule.Problem { return walkOf(c, it).wrong },
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://charts.example.org', chart: app, targetRevision: 1.0}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://charts.example.org', chart: app, targetRevision: 1.0.0}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
}
