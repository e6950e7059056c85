// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"go.yaml.in/yaml/v3"
)

var policyScopesNotList = &rule.Rule{
	ID:       "policy-scopes-not-list",
	Severity: krm.Error,
	Title:    "scopes must be a YAML list as text",
	Doc: `Argo CD decodes the text under ` + "`scopes`" + ` as a list of strings. ` + "`scopes: email`" + ` is none: the server stops at its start
with "error unmarshalling scopes", and a running one keeps the old policy. Write ` + "`scopes: '[email]'`" + `.`,
	Upstream: []string{upstream + "#rbac-model-structure", "https://github.com/argoproj/argo-cd/blob/master/docs/operator-manual/argocd-rbac-cm.yaml"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		pair, ok := value(it, "scopes")
		if !ok || pair.Value.Value == "" {
			return nil
		}
		text := pair.Value.Value
		var list yaml.Node
		err := yaml.Unmarshal([]byte(text), &list)
		if err == nil && (len(list.Content) == 0 || list.Content[0].ShortTag() == "!!null") {
			return nil // nothing but a comment
		}
		problem := rule.Problem{Path: path("scopes"), At: pair.Value, Current: text}
		switch {
		case err != nil || list.Content[0].Kind == yaml.MappingNode:
			problem.Message = fmt.Sprintf("scopes %q must be a YAML list as text, such as \"[groups, email]\"", text)
		case list.Content[0].Kind == yaml.ScalarNode:
			problem.Proposed = "[" + text + "]"
			problem.Message = fmt.Sprintf("scopes %q must be a YAML list as text: write %q", text, problem.Proposed)
		default:
			for _, e := range view.Entries(list.Content[0]) {
				if e.Kind != yaml.ScalarNode {
					problem.Message = fmt.Sprintf("scopes %q must be a list of names", text)
				}
			}
		}
		if problem.Message == "" {
			return nil
		}
		return []rule.Problem{problem}
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    g, owner:operators, role:admin
  scopes: email
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    g, owner:operators, role:admin
  scopes: '[groups, email]'
`,
}
