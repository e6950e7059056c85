// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var syncWindowTimeZoneUnknown = &rule.Rule{
	ID:       "sync-window-time-zone-unknown",
	Severity: krm.Error,
	Title:    "The time zone of a sync window must be one of the IANA database",
	Doc: `Argo CD logs a time zone that it cannot load and takes UTC, so the window opens at another hour than the one that is
written. Abbreviations such as CEST and offsets such as UTC+2 are no names of the database. Write ` + "`Europe/Berlin`" + `.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return windows(it, func(w window) []rule.Problem {
			if err := argocd.CheckTimeZone(w.text("timeZone")); err != nil {
				return w.problem("timeZone", "%s", err)
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
    schedule: '0 22 * * *'
    duration: 8h
    timeZone: CEST
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
    timeZone: Europe/Berlin
    applications: ['*']
`,
}
