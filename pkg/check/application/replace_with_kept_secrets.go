// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var replaceWithKeptSecrets = &rule.Rule{
	ID:       "replace-with-kept-secrets",
	Severity: krm.Warning,
	Title:    "An Application that keeps the data of Secrets should not replace all its resources",
	Doc: `With ` + "`Replace=true`" + ` Argo CD writes every resource as a whole, Secrets too. What a rule with ` + "`/data` and `/stringData`" + ` and
RespectIgnoreDifferences=true keeps is copied from the live Secret before, and survives; a rule for single keys or for managers loses
every other key. Annotate the one resource that must be replaced with ` + "`argocd.argoproj.io/sync-options: Replace=true`" + ` instead.`,
	Upstream: []string{syncOptionsPage + "#replace-resource-instead-of-applying-changes"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		i, option := optionNamed(s, "Replace=true")
		if option == nil || !s.HasSyncOption(argocd.SyncOptionRespectIgnoreDifferences) {
			return nil
		}
		for _, r := range ignored(c, it) {
			k, ok := keptSecrets(r)
			if !ok || k.all || k.data || !k.keys && len(r.Managers) == 0 {
				continue
			}
			_, path := s.SyncOptions()
			return one(rule.Problem{Path: view.At(path, i), At: option, Current: option.Value,
				Message: "replaces Secrets as a whole, so only the keys that a rule names are kept: put the option on the one resource that needs it, as the annotation " + argocd.AnnotationSyncOptions})
		}
		return nil
	},
	Bad: exampleTop + `  ignoreDifferences:
  - kind: Secret
    name: token
    jsonPointers: [/data/token]
  syncPolicy:
    syncOptions: [RespectIgnoreDifferences=true, Replace=true]
`,
	Also: []string{"secret-keys-ignored-singly"},
	Good: exampleTop + `  ignoreDifferences:
  - kind: Secret
    name: token
    jsonPointers: [/data, /stringData]
  syncPolicy:
    syncOptions: [RespectIgnoreDifferences=true, Replace=true]
`,
}
