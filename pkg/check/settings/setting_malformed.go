// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var settingMalformed = &rule.Rule{
	ID:       "setting-malformed",
	Severity: krm.Error,
	Title:    "A value of argocd-cm that is read as YAML must be YAML, of the shape that is read",
	Doc: `Several values of argocd-cm are YAML in a text, which no editor and no admission looks into. One that does not parse, or is a
mapping where a list is read, is dropped or stops more than itself: without dex.config or oidc.config nobody can log in, which only
the log says; resource.exclusions and every resource.customizations stop the comparison of all Applications.

A field that is not read is worse where its absence means everything: an entry of resource.exclusions with ` + "`kind:`" + ` instead of
` + "`kinds:`" + ` excludes all kinds.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/", "https://github.com/argoproj/argo-cd/blob/master/util/settings/settings.go"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return each(it, argocd.ConfigMap, func(pair view.Pair) []rule.Problem {
			value := argocd.ValueOf(pair.Key.Value)
			if value.Shape == argocd.PlainText || !isText(pair.Value) {
				return nil
			}
			text := view.TextOf(it, pair.Value)
			var doc yaml.Node
			err := yaml.Unmarshal([]byte(pair.Value.Value), &doc)
			if errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0 {
				return nil
			}
			if err != nil {
				line, words := krm.SyntaxLine(err, []byte(pair.Value.Value))
				return []rule.Problem{problem(text.At(line, 1), pair.Key.Value, "line %d of the value is not YAML (%s): %s", line, words, value.Breaks)}
			}
			return wrongShape(pair.Key.Value, doc.Content[0], value, text)
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
  resource.exclusions: |
    - apiGroups: [cilium.io]
      kind: [CiliumIdentity]
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  resource.exclusions: |
    - apiGroups: [cilium.io]
      kinds: [CiliumIdentity]
      clusters: ["*"]
`,
}

// wrongShape reports a value that is no list or mapping as it must be, and fields that are not read.
func wrongShape(key string, n *yaml.Node, value argocd.Value, text view.Text) []rule.Problem {
	n = krm.Resolve(n)
	if n.ShortTag() == "!!null" {
		return nil
	}
	at := func(n *yaml.Node) *yaml.Node { return text.At(n.Line, n.Column) }
	want, kind := "a mapping", yaml.MappingNode
	if value.Shape == argocd.ListShape {
		want, kind = "a list", yaml.SequenceNode
	}
	if n.Kind != kind {
		return []rule.Problem{problem(at(n), key, "the value must be %s: %s", want, value.Breaks)}
	}
	if value.Fields == nil {
		return nil
	}
	mappings := []*yaml.Node{n}
	if value.Shape == argocd.ListShape {
		mappings = view.Entries(n)
	}
	var problems []rule.Problem
	for _, m := range mappings {
		if m.Kind != yaml.MappingNode {
			if m.ShortTag() != "!!null" {
				problems = append(problems, problem(at(m), key, "each entry must be a mapping with %s: %s", strings.Join(value.Fields, ", "), value.Breaks))
			}
			continue
		}
		for _, p := range view.Pairs(m) {
			if isField(p.Key.Value, value.Fields) || p.Key.Tag == "!!merge" || p.Key.Kind != yaml.ScalarNode {
				continue
			}
			message := fmt.Sprintf("field %q is not read: known are %s", p.Key.Value, strings.Join(value.Fields, ", "))
			if near, ok := nearest.Name(p.Key.Value, value.Fields); ok {
				message = fmt.Sprintf("field %q is not read: did you mean %q?", p.Key.Value, near)
			}
			problems = append(problems, problem(at(p.Key), key, "%s", message))
		}
	}
	return problems
}

// isField reports whether Argo CD reads a field: it decodes JSON, for which capitals do not count.
func isField(name string, fields []string) bool {
	for _, f := range fields {
		if strings.EqualFold(f, name) {
			return true
		}
	}
	return false
}
