// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var secretKeysIgnoredSingly = &rule.Rule{
	ID:       "secret-keys-ignored-singly",
	Severity: krm.Info,
	Title:    "The data of a Secret should be kept as a whole, not key by key",
	Doc: `From v3.3 on (v3.3.13, v3.4.5, v3.5.0) a sync that respects rules for single keys, ` + "`/data/token` or `.data.token`" + `, restores
what such a rule does not name: keys that somebody added are deleted, and where the manifest has no data and the Secret was made by
` + "`kubectl apply`" + ` the named keys are lost too. With ` + "`data:`" + ` written as null they are lost always. Rules for single keys are right for a
chart that draws one value at random; to keep what a person filled in, list ` + "`/data` and `/stringData`" + `.`,
	Upstream: []string{"https://github.com/argoproj/argo-cd/issues/29644", "https://github.com/argoproj/argo-cd/pull/27136"},
	ArgoCD:   rule.Range{From: rule.Minor{3, 3}},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		if !s.HasSyncOption(argocd.SyncOptionRespectIgnoreDifferences) {
			return nil
		}
		rules := keptBy(c, it)
		var problems []rule.Problem
		for _, k := range rules {
			if !k.keys || k.data || k.all || dataKept(rules, k) {
				continue
			}
			p := rule.Problem{Path: k.path, At: k.at,
				Message: "only the keys that the rule names are kept: where a person fills this Secret, list \"/data\" and \"/stringData\""}
			for _, secret := range k.secrets(c, s) {
				switch {
				case isNull(secret, "data"):
					p.Severity = krm.Error
					p.Message = fmt.Sprintf("the manifest of Secret %q has data as null, so a sync deletes all of it, the named keys too: list \"/data\" and \"/stringData\"", secret.Name)
				case !holds(secret, "data") && !holds(secret, "stringData"):
					p.Severity = krm.Warning
					p.Message = fmt.Sprintf("the manifest of Secret %q has no data, so a sync deletes the named keys if the Secret was made by kubectl apply: list \"/data\" and \"/stringData\"", secret.Name)
				}
			}
			if p.Severity == "" && k.declared(c, it) {
				continue // secret-can-be-lost says what it loses
			}
			problems = append(problems, p)
		}
		return problems
	},
	Bad: exampleTop + `  ignoreDifferences:
  - kind: Secret
    name: token
    jsonPointers: [/data/token]
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

// dataKept reports whether another rule keeps the whole data of all that k matches.
func dataKept(rules []kept, k kept) bool {
	for _, other := range rules {
		if other.data && (other.Name == "" || other.Name == k.Name) && (other.Namespace == "" || other.Namespace == k.Namespace) {
			return true
		}
	}
	return false
}
