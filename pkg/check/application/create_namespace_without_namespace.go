// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var createNamespaceWithoutNamespace = &rule.Rule{
	ID:       "create-namespace-without-namespace",
	Severity: krm.Warning,
	Title:    "CreateNamespace=true must have a namespace in the destination to create",
	Doc: `The option creates the namespace of the destination. Without ` + "`destination.namespace`" + ` it does nothing, and nothing says so; the
namespaces that manifests name themselves are not created. A manifest without a namespace of its own then fails too.`,
	Upstream: []string{syncOptionsPage + "#create-namespace"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		i, option := optionNamed(s, argocd.SyncOptionCreateNamespace)
		destination, _ := s.Field("destination")
		if option == nil || !missing(destination, "namespace") || !hasDestination(s) || !hasSource(s) || !whole(c, it) {
			return nil
		}
		_, path := s.SyncOptions()
		return one(rule.Problem{Path: view.At(path, i), At: option, Current: option.Value,
			Message: "creates nothing without spec.destination.namespace: name the namespace there, or delete the option"})
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc'}
  syncPolicy:
    syncOptions: [CreateNamespace=true]
`,
	Good: exampleTop + `  syncPolicy:
    syncOptions: [CreateNamespace=true]
`,
}
