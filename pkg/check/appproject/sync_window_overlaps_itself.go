// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var syncWindowOverlapsItself = &rule.Rule{
	ID:       "sync-window-overlaps-itself",
	Severity: krm.Warning,
	Title:    "A sync window must not be longer than the time between two of its starts",
	Doc: `The schedule says when a window opens, and the duration how long it stays open. Where it opens again before it has
closed, the windows run into each other: ` + "`0 0 * * 6,0`" + ` with 48h denies all of Monday too, and ` + "`0 6-22 * * *`" + ` with
16h is never closed. Write one start and the whole length, such as ` + "`0 0 * * 6`" + ` with 48h. A schedule that starts over
and over all day is taken for "always".`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return windows(it, func(w window) []rule.Problem {
			schedule, err := argocd.ParseSchedule(w.text("schedule"))
			duration, bad := time.ParseDuration(w.text("duration"))
			if err != nil || bad != nil || schedule.Always() {
				return nil
			}
			gap, ok := schedule.ShortestGap()
			if !ok || duration <= gap {
				return nil
			}
			return w.problem("schedule", "schedule %q opens a window again %s after another while each stays open for %s: they run into each other, and the last one stays open beyond what the schedule names; name one start and the whole length", w.text("schedule"), brief(gap), brief(duration))
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
    schedule: '0 0 * * 6,0'
    duration: 48h
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
    schedule: '0 0 * * 6'
    duration: 48h
    applications: ['*']
`,
}

// brief writes 24h for 24h0m0s.
func brief(d time.Duration) string {
	return strings.TrimSuffix(strings.TrimSuffix(d.String(), "0s"), "0m")
}
