// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var kustomizeVersionUnregistered = &rule.Rule{
	ID:       "kustomize-version-unregistered",
	Severity: krm.Info,
	Title:    "A version of kustomize must be registered in argocd-cm",
	Doc: `` + "`kustomize.version`" + ` names a program that argocd-cm registers as ` + "`kustomize.path.<version>`" + ` and that is mounted into the repo-server. One
that is not registered is a ComparisonError, "kustomize version is not registered", and nothing is synced. This looks only where argocd-cm is
among the resources, and is advice, since that may be a part of it.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/kustomize/#custom-kustomize-versions"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, source := range view.SpecOf(it).Sources() {
			n := krm.Lookup(source.Node, "kustomize", "version")
			if !given(n) || view.Templated(n.Value) {
				continue
			}
			cm := c.Find("", "ConfigMap", "", argocd.ConfigMap)
			if cm == nil || krm.Lookup(cm.Node(), "data", "kustomize.path."+n.Value) != nil || krm.Lookup(cm.Node(), "data", "kustomize.version."+n.Value) != nil {
				continue
			}
			problems = append(problems, rule.Problem{Path: source.Path + ".kustomize.version", At: n, Current: n.Value,
				Message: fmt.Sprintf("%s has no key %q: without it the manifests cannot be made", argocd.ConfigMap, "kustomize.path."+n.Value)})
		}
		return problems
	},
	Bad: exampleKustomize + "---\n" + exampleConfig + `  timeout.reconciliation: 180s
`,
	Good: exampleKustomize + "---\n" + exampleConfig + `  kustomize.path.v5.8.1: /custom-tools/kustomize
`,
}

const exampleKustomize = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main, kustomize: {version: v5.8.1}}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`

const exampleConfig = `apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
`
