// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"time"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var syncWindowDurationNotValid = &rule.Rule{
	ID:       "sync-window-duration-not-valid",
	Severity: krm.Error,
	Title:    "The duration of a sync window must be a duration such as 8h30m",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. When Argo CD later looks whether the window is open it fails, and no Application that the window is
for is synced. The units are h, m and s; there is none for days.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return windows(it, func(w window) []rule.Problem {
			duration := w.text("duration")
			if _, err := time.ParseDuration(duration); err == nil {
				return nil
			}
			return w.problem("duration", "duration %q of a sync window must be hours, minutes and seconds such as \"8h30m\"; for days write hours, such as \"48h\"", duration)
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
    duration: 1d
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
