// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var fieldRequired = &rule.Rule{
	ID:       "field-required",
	Severity: krm.Error,
	Title:    "A field that the target version requires must be there",
	Doc: `The API server refuses the whole object, so nothing of the change arrives; it is seen at the sync only.

A resource that gives so little of its kind that it may be a patch for another one is not judged, except for the entries of its
lists, which a patch of these kinds gives whole.`,
	Upstream: []string{crds + "#validation", "https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/"},
	Kinds:    kinds,
	Check:    func(c *rule.Context, it *krm.Item) []rule.Problem { return walkOf(c, it).required },
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
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
