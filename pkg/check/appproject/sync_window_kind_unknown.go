// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var syncWindowKindUnknown = &rule.Rule{
	ID:       "sync-window-kind-unknown",
	Severity: krm.Error,
	Title:    "The kind of a sync window must be allow or deny",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. A window of another kind is ignored: it neither allows nor denies anything.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return windows(it, func(w window) []rule.Problem {
			kind := w.text("kind")
			if kind == "allow" || kind == "deny" {
				return nil
			}
			return w.problem("kind", "kind %q of a sync window must be \"allow\" or \"deny\"", kind)
		})
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  syncWindows:
  - kind: Deny
    schedule: '0 22 * * *'
    duration: 8h
    applications: ['*']
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  syncWindows:
  - kind: deny
    schedule: '0 22 * * *'
    duration: 8h
    applications: ['*']
`,
}
