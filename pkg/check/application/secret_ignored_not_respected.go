// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var secretIgnoredNotRespected = &rule.Rule{
	ID:       "secret-ignored-not-respected",
	Severity: krm.Warning,
	Title:    "Ignored data of Secrets must be kept at a sync as well, by RespectIgnoreDifferences=true",
	Doc: `ignoreDifferences alone changes only what is shown. A sync, by hand, by a pipeline or by itself, still applies what is in Git:
the Secret is Synced in the interface and its data is the placeholder. With a Secret that was made by ` + "`kubectl apply`" + ` even a
manifest without data deletes all of it. Add ` + "`RespectIgnoreDifferences=true`" + ` to the sync options, or take the Secret out of Git.
It is an error where the Secret is among the manifests with data of its own.`,
	Upstream: []string{syncOptionsPage + "#respect-ignore-difference-configs", "https://github.com/argoproj/argo-cd/issues/6521"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		if s.MayHaveSyncOption(argocd.SyncOptionRespectIgnoreDifferences) || !whole(c, it) {
			return nil
		}
		var problems []rule.Problem
		for _, k := range keptBy(c, it) {
			p := rule.Problem{Path: k.IgnoreRule.Path, At: krm.Lookup(k.Node, "kind"),
				Message: fmt.Sprintf("a sync overwrites the ignored data of Secrets with what is in Git: add %q to syncOptions", argocd.SyncOptionRespectIgnoreDifferences)}
			for _, secret := range k.secrets(c, s) {
				if holds(secret, "data") || holds(secret, "stringData") {
					p.Severity = krm.Error
					p.Message = fmt.Sprintf("every sync overwrites Secret %q with its manifest, although its data is ignored: add %q to syncOptions",
						secret.Name, argocd.SyncOptionRespectIgnoreDifferences)
					break
				}
			}
			problems = append(problems, p)
		}
		return problems
	},
	Bad: exampleTop + `  ignoreDifferences:
  - kind: Secret
    jsonPointers: [/data, /stringData]
`,
	Good: exampleTop + `  ignoreDifferences:
  - kind: Secret
    jsonPointers: [/data, /stringData]
  syncPolicy:
    syncOptions: [RespectIgnoreDifferences=true]
`,
}
