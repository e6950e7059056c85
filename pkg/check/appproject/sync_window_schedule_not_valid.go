// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var syncWindowScheduleNotValid = &rule.Rule{
	ID:       "sync-window-schedule-not-valid",
	Severity: krm.Error,
	Title:    "The schedule of a sync window must be a cron expression of five fields",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. When Argo CD later looks whether the window is open it fails, and no Application that the window is
for is synced. The fields are minute, hour, day of month, month and day of week, 0 (Sunday) to 6; words such as
` + "`@daily`" + ` and a field for seconds are not read.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return windows(it, func(w window) []rule.Problem {
			if _, err := argocd.ParseSchedule(w.text("schedule")); err != nil {
				return w.problem("schedule", "%s", err)
			}
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
    schedule: '0 22 * * 7'
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
