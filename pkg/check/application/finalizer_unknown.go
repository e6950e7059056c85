// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var finalizerUnknown = &rule.Rule{
	ID:       "finalizer-unknown",
	Severity: krm.Error,
	Title:    "A finalizer of Argo CD must be one that Argo CD takes off again",
	Doc: `Kubernetes deletes a resource once its finalizers are gone, and only the program that knows a finalizer takes it off. One with the
parts swapped or a letter wrong (` + "`argocd.argoproj.io/resources-finalizer`" + `) belongs to nobody: the deletion hangs for ever, and the
resources of the Application are not deleted with it. Argo CD knows ` + "`resources-finalizer.argocd.argoproj.io`" + `, alone or with
` + "`/background` or `/foreground`" + ` behind it. Finalizers of other programs are not judged.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/"},
	Kinds:    []rule.Kind{view.Application, view.ApplicationSet, view.AppProject},
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		problems := wrongFinalizers(it, "metadata")
		if it.Kind == argocd.KindApplicationSet {
			problems = append(problems, wrongFinalizers(it, "spec", "template", "metadata")...)
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: app
  namespace: argocd
  finalizers: [argocd.argoproj.io/resources-finalizer]
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: app
  namespace: argocd
  finalizers: [resources-finalizer.argocd.argoproj.io]
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
}

func wrongFinalizers(it *krm.Item, metadata ...string) []rule.Problem {
	path := "metadata.finalizers"
	if len(metadata) > 1 {
		path = "spec.template.metadata.finalizers"
	}
	var problems []rule.Problem
	for i, n := range view.Entries(krm.Lookup(it.Lookup(metadata...), "finalizers")) {
		if !isText(n) || view.Templated(n.Value) {
			continue
		}
		if meant, err := argocd.CheckFinalizer(n.Value); err != nil {
			problems = append(problems, rule.Problem{Path: view.At(path, i), At: n, Message: err.Error(), Current: n.Value, Proposed: meant})
		}
	}
	return problems
}
