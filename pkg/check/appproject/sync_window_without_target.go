// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var syncWindowWithoutTarget = &rule.Rule{
	ID:       "sync-window-without-target",
	Severity: krm.Error,
	Title:    "A sync window must name applications, namespaces or clusters",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. A window without any of the three is for no Application: it neither allows nor denies anything.
Write ` + "`applications: ['*']`" + ` for all Applications of the project.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return windows(it, func(w window) []rule.Problem {
			for _, field := range []string{"applications", "namespaces", "clusters"} {
				if len(view.Entries(krm.Lookup(w.node, field))) > 0 {
					return nil
				}
			}
			return w.problem("", "a sync window must name applications, namespaces or clusters: without one it is for no Application; for all write applications: ['*']")
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
  - kind: deny
    schedule: '0 22 * * *'
    duration: 8h
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
