// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var retryDurationNotValid = &rule.Rule{
	ID:       "retry-duration-not-valid",
	Severity: krm.Error,
	Title:    "The durations of retry must be durations",
	Doc: `The API server takes any text for ` + "`retry.backoff.duration` and `maxDuration`" + `. Argo CD reads them only when a sync has failed and it
wants to try again, so a value such as ` + "`1d` or `5 minutes`" + ` shows on the day on which the retry is needed. Write hours, minutes and seconds, as
in ` + "`1m30s`" + `, or whole seconds as text.`,
	Upstream: []string{autoSyncPage, "https://github.com/argoproj/argo-cd/issues/5582"},
	Kinds:    applications,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, field := range []string{"duration", "maxDuration"} {
			n, path := view.SpecOf(it).Field("syncPolicy", "retry", "backoff", field)
			if !isText(n) || n.Value == "" || view.Templated(n.Value) {
				continue
			}
			if err := argocd.CheckDuration(n.Value); err != nil {
				problems = append(problems, rule.Problem{Path: path, At: n, Message: err.Error(), Current: n.Value})
			}
		}
		return problems
	},
	Bad: exampleTop + `  syncPolicy:
    retry: {limit: 3, backoff: {duration: 5s, factor: 2, maxDuration: 1d}}
`,
	Good: exampleTop + `  syncPolicy:
    retry: {limit: 3, backoff: {duration: "5", factor: 2, maxDuration: 1m30s}}
`,
}
