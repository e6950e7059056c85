// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var syncOptionUnknown = &rule.Rule{
	ID:       "sync-option-unknown",
	Severity: krm.Error,
	Title:    "A sync option must be one that the version of Argo CD knows, letter for letter",
	Doc: `Argo CD compares sync options as exact strings. One that it does not know is stored, shown in the interface and ignored,
so the Application syncs without it and nothing says so. The usual causes are a typing mistake, ` + "`=True`" + ` for ` + "`=true`" + `,
several options in one list entry, and an option that is newer than the Argo CD that runs.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/", "https://github.com/argoproj/argo-cd/issues/17759"},
	Kinds:    []rule.Kind{view.Application, view.ApplicationSet},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		options, path := view.SpecOf(it).SyncOptions()
		for i, o := range options {
			if !isText(o) || view.Templated(o.Value) {
				continue // what it becomes is not known here
			}
			if err := c.ArgoCD.CheckSyncOption(o.Value); err != nil {
				problems = append(problems, rule.Problem{Path: view.At(path, i), At: o, Message: err.Error(), Current: o.Value, Proposed: c.ArgoCD.MeantSyncOption(o.Value)})
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
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy:
    syncOptions: [CreateNameSpace=true]
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy:
    syncOptions: [CreateNamespace=true]
`,
}
