// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var secretStringDataNotIgnored = &rule.Rule{
	ID:       "secret-string-data-not-ignored",
	Severity: krm.Error,
	Title:    "A rule that keeps /data of Secrets must keep /stringData as well",
	Doc: `Argo CD folds stringData into data before it compares, but not before it applies. So with ` + "`jsonPointers: [/data]`" + ` and
RespectIgnoreDifferences=true the Application is Synced, and every sync writes the placeholders of a manifest with stringData over the
real values, in every version up to v3.6, client-side or server-side. List ` + "`/data` and `/stringData`" + ` together: that is safe for
every shape of Secret. It is an error where such a Secret is among the manifests, and advice where no Secret is to be seen.`,
	Upstream: []string{"https://github.com/argoproj/argo-cd/issues/24654", "https://github.com/argoproj/argo-cd/issues/29644"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		if !s.HasSyncOption(argocd.SyncOptionRespectIgnoreDifferences) {
			return nil
		}
		rules := keptBy(c, it)
		var problems []rule.Problem
		for _, k := range rules {
			if k.stringData || stringDataKept(rules, k) {
				continue
			}
			p := rule.Problem{Path: k.path, At: k.at}
			secrets := k.secrets(c, s)
			for _, secret := range secrets {
				if holds(secret, "stringData") {
					p.Message = fmt.Sprintf("every sync writes the stringData of Secret %q over its real values: the rule must list \"/stringData\" beside \"/data\"", secret.Name)
					break
				}
			}
			switch {
			case p.Message != "":
			case len(secrets) > 0 || !k.data || k.all || k.declared(c, it):
				continue
			default:
				p.Severity = krm.Info
				p.Message = "a Secret with stringData in its manifest is overwritten at every sync all the same: list \"/stringData\" beside \"/data\""
			}
			problems = append(problems, p)
		}
		return problems
	},
	Bad: exampleTop + `  ignoreDifferences:
  - kind: Secret
    jsonPointers: [/data]
  syncPolicy:
    syncOptions: [RespectIgnoreDifferences=true]
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: app}
stringData: {token: ''}
`,
	Good: exampleTop + `  ignoreDifferences:
  - kind: Secret
    jsonPointers: [/data, /stringData]
  syncPolicy:
    syncOptions: [RespectIgnoreDifferences=true]
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: app}
stringData: {token: ''}
`,
}

// stringDataKept reports whether another rule keeps the stringData of all that k matches.
func stringDataKept(rules []kept, k kept) bool {
	for _, other := range rules {
		if other.stringData && (other.Name == "" || other.Name == k.Name) && (other.Namespace == "" || other.Namespace == k.Namespace) {
			return true
		}
	}
	return false
}
