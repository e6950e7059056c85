// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// byHand are the field managers of the commands by which people fill Secrets.
var byHand = map[string]bool{
	"kubectl": true, "kubectl-create": true, "kubectl-client-side-apply": true, "kubectl-edit": true, "kubectl-patch": true,
	"kubectl-last-applied": true, "k9s": true, "node-fetch": true,
}

var secretIgnoredByManager = &rule.Rule{
	ID:       "secret-ignored-by-manager",
	Severity: krm.Warning,
	Title:    "Secrets that people fill must be kept by their fields, not by the manager of the fields",
	Doc: `managedFieldsManagers ignores what a field manager owns and what differs. For a Secret that was filled by hand that is luck: keys that
are not in the manifest are deleted at a sync, each tool has its own name (kubectl-create, kubectl-client-side-apply, k9s), and with
ServerSideApply=true Argo CD takes the fields over at the second sync and writes the placeholder at the third.
List ` + "`/data` and `/stringData`" + ` in jsonPointers instead.`,
	Upstream: []string{diffingPage},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		if !s.HasSyncOption(argocd.SyncOptionRespectIgnoreDifferences) {
			return nil
		}
		var problems []rule.Problem
		for _, r := range ignored(c, it) {
			k, ok := keptSecrets(r)
			if !ok || k.all || k.data {
				continue
			}
			for i, n := range r.Managers {
				if byHand[n.Value] {
					problems = append(problems, rule.Problem{Path: view.At(r.Path+".managedFieldsManagers", i), At: n, Current: n.Value,
						Message: "what a person wrote into a Secret is not kept for long by its field manager: list \"/data\" and \"/stringData\" in jsonPointers instead"})
					break
				}
			}
		}
		return problems
	},
	Bad: exampleTop + `  ignoreDifferences:
  - kind: Secret
    name: token
    managedFieldsManagers: [kubectl-client-side-apply]
  syncPolicy:
    syncOptions: [RespectIgnoreDifferences=true]
`,
	Good: exampleTop + `  ignoreDifferences:
  - kind: Secret
    name: token
    jsonPointers: [/data, /stringData]
  syncPolicy:
    syncOptions: [RespectIgnoreDifferences=true]
`,
}
