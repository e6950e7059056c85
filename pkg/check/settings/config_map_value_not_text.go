// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var configMapValueNotText = &rule.Rule{
	ID:       "config-map-value-not-text",
	Severity: krm.Error,
	Title:    "A value of a ConfigMap must be text",
	Doc: `The API refuses a ConfigMap with a value that is a number, a boolean, a list or a mapping ("cannot unmarshal bool
into Go struct field ConfigMap.data"), and with it the sync. Put quotes around the value. A plain yes, no, on or off
is a boolean too, since Kubernetes reads YAML 1.1.`,
	Upstream: []string{"https://kubernetes.io/docs/concepts/configuration/configmap/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if it.LocalConfig() {
			return nil
		}
		var problems []rule.Problem
		for _, pair := range view.Pairs(it.Lookup("data")) {
			if pair.Value == nil || pair.Key.Tag == "!!merge" {
				continue
			}
			what := map[string]string{"!!bool": "a boolean", "!!int": "a number", "!!float": "a number", "!!seq": "a list", "!!map": "a mapping"}[pair.Value.ShortTag()]
			if isOldBool(pair.Value) {
				what = "a boolean"
			}
			if what == "" {
				continue
			}
			p := problem(pair.Value, pair.Key.Value, "the value of %q must be text, and is %s: put quotes around it", pair.Key.Value, what)
			problems = append(problems, p)
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
  admin.enabled: true
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  admin.enabled: 'true'
`,
}

// isOldBool reports whether a value is a boolean in YAML 1.1 only: Kubernetes and Argo CD read that.
func isOldBool(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || n.Style != 0 || n.Tag != "!!str" {
		return false
	}
	switch n.Value {
	case "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF":
		return true
	}
	return false
}
