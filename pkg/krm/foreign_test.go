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
		{"template", "a.yaml", []string{"{{- if .Values.x }}\napiVersion: v1\n{{- end }}\n", mapA}, nil, nil},
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
