// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var configMapKeyNotValid = &rule.Rule{
	ID:       "config-map-key-not-valid",
	Severity: krm.Error,
	Title:    "A key of a ConfigMap must be letters, digits and any of . _ -",
	Doc: `The API refuses a ConfigMap with any other key, and with it the sync. A slash is the usual one: groups of kinds are
written with an underscore, ` + "`apps_Deployment`" + `.`,
	Upstream: []string{"https://kubernetes.io/docs/concepts/configuration/configmap/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if it.LocalConfig() {
			return nil
		}
		var problems []rule.Problem
		for _, field := range []string{"data", "binaryData"} {
			for _, pair := range view.Pairs(it.Lookup(field)) {
				if key := pair.Key.Value; pair.Key.Tag != "!!merge" && !isKey(key) && !view.Templated(key) {
					problems = append(problems, problem(pair.Key, key, "key %q must be letters, digits and any of '.', '_' and '-', at most 253", key))
				}
			}
		}
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  resource.customizations.health.apps/Deployment: return {}
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  resource.customizations.health.apps_Deployment: return {}
`,
}

func isKey(key string) bool {
	for _, c := range []byte(key) {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' || c == '_' || c == '-') {
			return false
		}
	}
	return key != "" && len(key) <= 253
}
