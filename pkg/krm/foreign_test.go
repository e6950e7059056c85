// SPDX-License-Identifier: Apache-2.0

package krm_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// foreign reads documents of one file, or of several where a name ends in a colon, and names what came out.
func foreign(path string, texts ...string) (items, results []string) {
	var docs []krm.Document
	line := 1
	for i, text := range texts {
		docs = append(docs, krm.Document{Path: path, Index: i, Line: line, Text: []byte(text)})
		line += strings.Count(text, "\n") + 1
	}
	list, found := krm.FromForeign(docs)
	for _, it := range list.Items {
		l, c := it.Position(nil)
		items = append(items, fmt.Sprintf("%s %s %d:%d", it.APIVersion, it.Ref(), l, c))
	}
	for _, r := range found {
		results = append(results, r.String())
	}
	return items, results
}

const mapA = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"

func TestFromForeign(t *testing.T) {
	for _, tc := range []struct {
		name, path     string
		texts          []string
		items, results []string
	}{
		{"resources", "a.yaml", []string{mapA, mapA}, []string{"v1 ConfigMap/a 1:1", "v1 ConfigMap/a 5:1"}, nil},
		{"what is no resource", "a.yaml", []string{"image: x\n", "- a\n", "text\n", "kind: x\n", "apiVersion: v2\nname: chart\n"}, nil, nil},
		{"kustomization", "x/kustomization.yaml", []string{"resources: [a.yaml]\n"}, []string{"kustomize.config.k8s.io/v1beta1 Kustomization/ 1:1"}, nil},
		{"malformed among good ones", "a.yaml", []string{mapA, "apiVersion: v1\nkind: Secret\ndata: [planted\n", mapA}, []string{"v1 ConfigMap/a 1:1", "v1 ConfigMap/a 9:1"},
			[]string{"error: a.yaml:7:1: this is not YAML (did not find expected ',' or ']'): nothing in this document was checked [not-yaml]"}},
		{"malformed and no resource", "a.yaml", []string{"a: [\n"}, nil, []string{"warning: a.yaml:1:1: this is not YAML (did not find expected node content): nothing in this document was checked [not-yaml]"}},
		{"template", "a.yaml", []string{"{{- if .Values.x }}\napiVersion: v1\n{{- end }}\n", mapA}, []string{"v1 ConfigMap/a 5:1"}, nil},
		{"template that parses", "a.yaml", []string{"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n"}, nil, nil},
		{"go template of an ApplicationSet", "a.yaml", []string{"apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: '{{.name}}'}\n"}, []string{"argoproj.io/v1alpha1 ApplicationSet/{{.name}} 1:1"}, nil},
		{"JSON with comments", "tsconfig.json", []string{"// comment\n{\"a\": 1}\n"}, nil, nil},
		{"not UTF-8", "a.yaml", []string{mapA, "a: 1\nb: \xff\n"}, []string{"v1 ConfigMap/a 1:1"}, []string{"error: a.yaml:6:1: this line is not UTF-8: convert the file; nothing in this document was checked [not-utf8]"}},
		{"encrypted by git-crypt", "a.yaml", []string{"\x00GITCRYPT\x00\xff\xfe"}, nil, nil},
		{"List", "a.yaml", []string{"apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n- {no: resource}\n- text\n"}, []string{"v1 ConfigMap/a 4:3"}, nil},
		{"list of a kind", "a.yaml", []string{"apiVersion: v1\nkind: SecretList\nitems:\n- metadata: {name: a}\n"}, []string{"v1 Secret/a 4:3"}, nil},
		{"ResourceList", "stdin", []string{"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a, annotations: {config.kubernetes.io/path: x.yaml}}\n"}, []string{"v1 ConfigMap/a 0:0"}, nil},
		{"ResourceList among others", "a.yaml", []string{mapA, "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n"}, []string{"v1 ConfigMap/a 1:1"}, nil},
		{"path of a person", "a.yaml", []string{"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {config.kubernetes.io/path: x.yaml}}\n"}, []string{"v1 ConfigMap/a 1:1"}, nil},
		{"alias that holds itself", "a.yaml", []string{"apiVersion: v1\nkind: ConfigMap\ndata: &a\n  b: *a\n"}, nil, []string{"error: a.yaml:4:6: an alias of a resource holds itself: nothing in this document was checked [not-yaml]"}},
		{"key that stands twice", "a.yaml", []string{"apiVersion: v1\nkind: ConfigMap\nkind: Secret\n"}, nil, []string{"error: a.yaml:3:1: key \"kind\" stands twice: nothing in this document was checked [not-yaml]"}},
		{"key that stands twice later in a file", "a.yaml", []string{mapA, "# c\n" + mapA + "data: {}\nkind: Secret\n"}, []string{"v1 ConfigMap/a 1:1"}, []string{"error: a.yaml:10:1: key \"kind\" stands twice: nothing in this document was checked [not-yaml]"}},
		{"key of an item that stands twice", "a.yaml", []string{"apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  kind: Secret\n"}, nil, []string{"error: a.yaml:6:3: key \"kind\" stands twice: nothing in this document was checked [not-yaml]"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			items, results := foreign(tc.path, tc.texts...)
			assert.DeepEqual(t, items, tc.items)
			assert.DeepEqual(t, results, tc.results)
		})
	}
}

func TestManyAliasesEnd(t *testing.T) {
	text := "apiVersion: v1\nkind: ConfigMap\nx0: &x0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
	for i := 1; i < 12; i++ {
		text += fmt.Sprintf("x%d: &x%d [%s*x%d]\n", i, i, strings.Repeat(fmt.Sprintf("*x%d, ", i-1), 8), i-1)
	}
	items, results := foreign("a.yaml", text)
	assert.Equal(t, len(items), 0)
	assert.Equal(t, len(results), 1)
	assert.Check(t, strings.Contains(results[0], "too many values"), results[0])
}

func TestColumnsBehindASeparator(t *testing.T) {
	list, _ := krm.FromForeign([]krm.Document{{Path: "a.yaml", Line: 3, Column: 5, Text: []byte("{apiVersion: v1, kind: ConfigMap,\n metadata: {name: a}}\n")}})
	line, column := list.Items[0].Position(list.Items[0].Lookup("kind"))
	assert.Equal(t, fmt.Sprint(line, column), "3 28")
	line, column = list.Items[0].Position(list.Items[0].Lookup("metadata", "name"))
	assert.Equal(t, fmt.Sprint(line, column), "4 19")
}

func TestTemplatesAreCountedAndMistakesAreNot(t *testing.T) {
	const set = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a}\n"
	for name, tc := range map[string]struct {
		path      string
		texts     []string
		items     int
		templates int
		lines     []string // severity and line of each result
	}{
		"unquoted parameter":            {"a.yaml", []string{set + "spec:\n  template:\n    metadata:\n      name: {{cluster}}\n"}, 0, 0, []string{"error 7"}},
		"unquoted with text behind":     {"a.yaml", []string{set + "spec:\n  template:\n    metadata:\n      name: {{.name}}-shop\n"}, 0, 0, []string{"error 7"}},
		"unquoted in a flow":            {"a.yaml", []string{set + "spec: {template: {metadata: {name: {{name}}}}}\n"}, 0, 0, []string{"error 4"}},
		"action in a comment":           {"a.yaml", []string{"# rendered by {{ tool }}\n" + set + "spec:\n\tx: y\n"}, 0, 0, []string{"error 6"}},
		"comment behind a value":        {"a.yaml", []string{set + "a: b # {{ tool }}\nspec:\n\tx: y\n"}, 0, 0, []string{"error 6"}},
		"one broken, one good":          {"stdin", []string{"apiVersion: v1\nkind: Secret\ndata: {a: \"{{ y }}\"\n", mapA}, 1, 0, []string{"error 3"}},
		"quote that is not closed":      {"a.yaml", []string{"apiVersion: v1\nkind: Secret\nmetadata: {name: '{{ x }}'}\ndata:\n  a: \"b\n"}, 0, 0, []string{"error 5"}},
		"actions of a block scalar":     {"a.yaml", []string{set + "spec:\n  templatePatch: |\n    {{- if .x }}\n    a: b\n    {{- end }}\n  x: \"y\n"}, 0, 0, []string{"error 9"}},
		"quoted beside a complex key":   {"a.yaml", []string{mapA + "data: {a: '{{ x }}'}\nx: {? {a: b} : c}\n"}, 1, 0, nil},
		"another kind":                  {"a.yaml", []string{"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ name }}\n"}, 0, 0, []string{"warning 4"}},
		"Helm by what it fills":         {"a.yaml", []string{"apiVersion: v1\nmetadata:\n  name: {{ .Values.name }}\n"}, 0, 1, nil},
		"Helm by a helper":              {"a.yaml", []string{"apiVersion: v1\nmetadata:\n  name: {{ include \"a.b\" . }}\n"}, 0, 1, nil},
		"Helm by a quoted value":        {"a.yaml", []string{"apiVersion: v1\nmetadata:\n  name: {{ quote .Release.Name }}\n"}, 0, 1, nil},
		"Jinja":                         {"a.yaml", []string{"apiVersion: v1\n{% if x %}\nkind: Y\n{% endif %}\n"}, 0, 1, nil},
		"a name":                        {"a.yaml.j2", []string{"apiVersion: v1\nkind: {{ kind }}\n"}, 0, 1, nil},
		"no resource":                   {"a.yaml", []string{"a: {{ b }}\n"}, 0, 1, nil},
		"what stands in an open block":  {"a.yaml", []string{"{{- if .x }}\na: b\n", mapA, "a: b\n{{- end }}\n", mapA}, 1, 3, nil},
		"template and then a good file": {"a.yaml", []string{"kind: {{ x }}\n", mapA}, 1, 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var docs []krm.Document
			for i, text := range tc.texts {
				docs = append(docs, krm.Document{Path: tc.path, Index: i, Line: 1, Text: []byte(text)})
			}
			list, results := krm.FromForeign(docs)
			var lines []string
			for _, r := range results {
				assert.Equal(t, r.Rule, krm.RuleNotYAML)
				lines = append(lines, fmt.Sprint(r.Severity, " ", r.Line))
			}
			assert.DeepEqual(t, lines, tc.lines)
			assert.Equal(t, len(list.Items), tc.items)
			assert.Equal(t, list.Templates, tc.templates)
		})
	}
}

func TestTemplatesOfAChart(t *testing.T) {
	broken := []byte("apiVersion: v1\nkind: {{ kind }}\n")
	list, results := krm.FromForeign([]krm.Document{
		{Path: "shop/Chart.yaml", Line: 1, Text: []byte("name: shop\n")},
		{Path: "shop/templates/deep/a.yaml", Line: 1, Text: broken},
		{Path: "other/templates/a.yaml", Line: 1, Text: broken},
	})
	assert.Equal(t, list.Templates, 1)
	assert.Equal(t, len(results), 1)
	assert.Equal(t, results[0].File.Path, "other/templates/a.yaml")
}
