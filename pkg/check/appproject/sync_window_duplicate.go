// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var syncWindowDuplicate = &rule.Rule{
	ID:       "sync-window-duplicate",
	Severity: krm.Warning,
	Title:    "A sync window must stand once",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. Every later change through the API then fails. Up to v3.0 kind, schedule and duration tell windows
apart, later all fields but the description and manualSync do.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		seen := map[string]bool{}
		return windows(it, func(w window) []rule.Problem {
			fields := []string{"kind", "schedule", "duration"}
			lists := []string{}
			if c.ArgoCD.AtLeast(3, 1) {
				fields = append(fields, "timeZone", "andOperator")
				lists = []string{"applications", "namespaces", "clusters"}
			}
			var identity []string
			for _, f := range fields {
				identity = append(identity, w.text(f))
			}
			for _, l := range lists {
				for _, e := range view.Entries(krm.Lookup(w.node, l)) {
					identity = append(identity, e.Value)
				}
				identity = append(identity, "")
			}
			key := strings.Join(identity, "\n")
			if seen[key] {
				return w.problem("", "a sync window of kind %q, schedule %q and duration %q stands already in the project: the API refuses every later change", w.text("kind"), w.text("schedule"), w.text("duration"))
			}
			seen[key] = true
			return nil
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
    applications: ['*']
  - kind: deny
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
  - kind: deny
    schedule: '0 12 * * *'
    duration: 1h
    applications: ['*']
`,
}
