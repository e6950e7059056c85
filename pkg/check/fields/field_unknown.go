// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var fieldUnknown = &rule.Rule{
	ID:       "field-unknown",
	Severity: krm.Error,
	Title:    "A field must be one that the target version knows",
	Doc: `The API server keeps only fields that the CustomResourceDefinition has. kubectl and Argo CD ask it to refuse the object
then, so the sync fails; with the sync option ` + "`Validate=false`" + `, and through most other clients, it drops the field without a word and
the resource does something else than its file says. The usual causes are a typing mistake, a wrong indentation, a field that is
newer than what runs, and an example for another product.

Write the field that was meant, or name the version that has it as the target. For an ImageUpdater without a target of v1 a
field is unknown where none of v1.1 to v1.3 has it.`,
	Upstream: []string{crds + "#field-pruning", "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation"},
	Kinds:    kinds,
	Check:    func(c *rule.Context, it *krm.Item) []rule.Problem { return walkOf(c, it).unknown },
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevison: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
}
