// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var destinationAmbiguous = &rule.Rule{
	ID:       "destination-ambiguous",
	Severity: krm.Error,
	Title:    "A destination must have the server of a cluster or its name, not both",
	Doc: `Argo CD refuses a destination with both when it looks at the Application: it has the condition InvalidSpecError and is not synced,
while the API server took it without complaint. This happens where an overlay adds one to the other.`,
	Upstream: []string{specPage},
	Kinds:    applications,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		d, path := view.SpecOf(it).Field("destination")
		server, name := krm.Lookup(d, "server"), krm.Lookup(d, "name")
		if !given(server) || !given(name) || view.Templated(server.Value) || view.Templated(name.Value) {
			return nil // a template may leave one of them empty
		}
		return one(rule.Problem{Path: path + ".name", At: name, Current: name.Value,
			Message: "must not stand beside server, Argo CD refuses a destination with both: delete one of them"})
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', name: in-cluster, namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {name: in-cluster, namespace: app}
`,
}
