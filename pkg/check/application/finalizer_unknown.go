// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"

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
` + "`/background` or `/foreground`" + ` behind it. Finalizers of other programs are not judged. One that stands
twice is a warning: a server-side apply refuses the list.`,
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
	list := view.Entries(krm.Lookup(it.Lookup(metadata...), "finalizers"))
	stands := map[string]int{} // the first entry of each text
	for i, n := range list {
		if _, ok := stands[n.Value]; isText(n) && !ok {
			stands[n.Value] = i
		}
	}
	for i, n := range list {
		if !isText(n) || view.Templated(n.Value) {
			continue
		}
		if meant, err := argocd.CheckFinalizer(n.Value); err != nil {
			if _, twice := stands[meant]; twice || stands[n.Value] != i {
				meant = "" // one of the two has to go
			}
			problems = append(problems, rule.Problem{Path: view.At(path, i), At: n, Message: err.Error(), Current: n.Value, Proposed: meant})
		} else if stands[n.Value] != i {
			problems = append(problems, rule.Problem{Path: view.At(path, i), At: n, Severity: krm.Warning, Current: n.Value,
				Message: fmt.Sprintf("finalizer %q stands twice, and a server-side apply refuses that: take one out", n.Value)})
		}
	}
	return problems
}
