// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var customizationDifferenceDead = &rule.Rule{
	ID:       "customization-difference-dead",
	Severity: krm.Error,
	Title:    "A pointer or query of resource.customizations must be able to point at something",
	Doc: `What ` + "`resource.customizations.ignoreDifferences.…`" + ` ignores holds for every Application. A JSON pointer that points at nothing, such
as ` + "`data`" + ` without a slash, is swallowed; a jqPathExpression that does not compile fails the comparison of **every** Application:
all of them have the status Unknown, and nothing is synced any more.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/#system-level-configuration", "https://github.com/itchyny/gojq"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return each(it, argocd.ConfigMap, func(pair view.Pair) []rule.Problem {
			kind := customizedKind(pair.Key.Value)
			var doc yaml.Node
			if kind == "" || !isText(pair.Value) || yaml.Unmarshal([]byte(pair.Value.Value), &doc) != nil || len(doc.Content) == 0 {
				return nil
			}
			text := view.TextOf(it, pair.Value)
			var problems []rule.Problem
			for _, n := range view.Entries(krm.Lookup(doc.Content[0], "jsonPointers")) {
				if _, err := argocd.CheckPointer(kind, n.Value); err != nil && n.Kind == yaml.ScalarNode {
					problems = append(problems, problem(text.At(n.Line, n.Column), pair.Key.Value, "%s", err))
				}
			}
			for _, n := range view.Entries(krm.Lookup(doc.Content[0], "jqPathExpressions")) {
				if n.Kind != yaml.ScalarNode {
					continue
				}
				if wrong := view.BrokenQuery(n.Value); wrong != "" {
					problems = append(problems, problem(text.At(n.Line, n.Column), pair.Key.Value,
						"expression %q must be a jq path that compiles, or no Application is compared any more: %s", n.Value, wrong))
				}
			}
			return problems
		})
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  resource.customizations.ignoreDifferences.apps_Deployment: |
    jqPathExpressions:
    - .spec.template.spec.containers[.image
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  resource.customizations.ignoreDifferences.apps_Deployment: |
    jsonPointers: [/spec/replicas]
    jqPathExpressions:
    - .spec.template.spec.containers[].image
`,
}

// customizedKind returns the kind whose differences a key ignores, "*" for all, and "" for any other key.
func customizedKind(key string) string {
	for _, typ := range [...]string{"ignoreDifferences", "ignoreResourceUpdates"} {
		if groupKind, ok := strings.CutPrefix(key, "resource.customizations."+typ+"."); ok {
			if groupKind == "all" {
				return "*"
			}
			return groupKind[strings.LastIndexByte(groupKind, '_')+1:]
		}
	}
	return ""
}
