// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// An annotation is the one change that nearly every function makes to what a person wrote, so it costs one line.
func TestAnnotate(t *testing.T) {
	for _, tc := range []struct{ name, came, want string }{
		{"annotations there", "  metadata:\n    annotations: # keep\n      a:   b\n    name: a\n", "  metadata:\n    annotations: # keep\n      key: \"yes\"\n      a:   b\n    name: a\n"},
		{"no annotations", "  metadata:\n    name: a   # keep\n    labels: {}\n", "  metadata:\n    name: a   # keep\n    annotations:\n      key: \"yes\"\n    labels: {}\n"},
		{"another value", "  metadata:\n    name: a\n    annotations:\n      key: \"no\"\n", "  metadata:\n    name: a\n    annotations:\n      key: \"yes\"\n"},
		{"flow", "  metadata: {name: a}\n", "  metadata: {annotations: {key: \"yes\"}, name: a}\n"},
		{"empty annotations", "  metadata:\n    name: a\n    annotations: {}\n", "  metadata:\n    name: a\n    annotations: {key: \"yes\"}\n"},
		{"null annotations", "  metadata:\n    name: a\n    annotations:\n", "  metadata:\n    name: a\n    annotations:\n      key: \"yes\"\n"},
		{"the value is there", "  metadata:\n    name: a\n    annotations:   {key: 'yes'}\n", "  metadata:\n    name: a\n    annotations:   {key: 'yes'}\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			const item = "- apiVersion: v1\n  kind: A\n"
			l, err := Read([]byte(header + "items:\n" + item + tc.came + item + "# keep\n"))
			assert.NilError(t, err)
			l.Items[0].Annotate("key", "yes")
			out := written(t, l)
			value, _ := l.Items[0].Annotation("key")
			assert.Equal(t, value, "yes")
			if tc.name == "flow" || tc.name == "empty annotations" { // the layout is the encoder's
				assert.DeepEqual(t, read(t, []byte(out)).items, read(t, []byte(header+"items:\n"+item+tc.want+item)).items)
				return
			}
			assert.Equal(t, out, header+"items:\n"+item+tc.want+item+"# keep\n")
		})
	}
}

func TestAnnotateKeepsTheLayoutOfFiles(t *testing.T) {
	for _, tc := range []struct{ name, path, in, want string }{
		{"CRLF", "a.yaml", "apiVersion: v1\r\nkind: X\r\n\r\nmetadata:\r\n  name: a   # n\r\n\r\nspec: 1\r\n",
			"apiVersion: v1\r\nkind: X\r\n\r\nmetadata:\r\n  name: a   # n\r\n  annotations:\r\n    k: \"true\"\r\n\r\nspec: 1\r\n"},
		{"annotations in flow style", "a.yaml", "apiVersion: v1\nkind: X\n\nmetadata:\n  name: a\n  annotations: {b: c} # n\n",
			"apiVersion: v1\nkind: X\n\nmetadata:\n  name: a\n  annotations: {k: \"true\", b: c} # n\n"},
		{"empty annotations", "a.yaml", "apiVersion: v1\nkind: X\n\nmetadata:\n  name: a\n  annotations: {}\n",
			"apiVersion: v1\nkind: X\n\nmetadata:\n  name: a\n  annotations: {k: \"true\"}\n"},
		{"metadata in flow style", "a.yaml", "apiVersion: v1\nkind: X\n\nmetadata: {name: a}\n",
			"apiVersion: v1\nkind: X\n\nmetadata: {annotations: {k: \"true\"}, name: a}\n"},
		{"another value", "a.yaml", "apiVersion: v1\nkind: X\nmetadata:\n  name: a\n  annotations:\n    k: 'no' # mine\n",
			"apiVersion: v1\nkind: X\nmetadata:\n  name: a\n  annotations:\n    k: \"true\" # mine\n"},
		{"JSON", "a.json", `{"apiVersion":"v1","kind":"X","metadata":{"name":"a","annotations":{"n":1e3,"s":"<"}}}`,
			"{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"X\",\n  \"metadata\": {\n    \"name\": \"a\",\n    \"annotations\": {\n      \"n\": 1e3,\n      \"s\": \"\\u003c\",\n      \"k\": \"true\"\n    }\n  }\n}\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			list, err := FromDocuments([]Document{{Path: tc.path, Line: 1, Text: []byte(tc.in)}})
			assert.NilError(t, err)
			assert.Check(t, list.Items[0].Annotate("k", "true"))
			text, err := list.Items[0].YAML()
			assert.NilError(t, err)
			assert.Equal(t, string(text), tc.want)
			v, _ := list.Items[0].Annotation("k")
			assert.Equal(t, v, "true")
		})
	}
}

func TestSecretsOfAListAreFound(t *testing.T) {
	list, err := FromDocuments([]Document{{Path: "l.yaml", Line: 1, Text: []byte("apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: s}\n  stringData: {K: secret-token}\n")}})
	assert.NilError(t, err)
	Function{Name: "f", Run: func(*ResourceList) error { return nil }}.Apply(list)
	assert.Equal(t, len(list.Results), 1)
	assert.Equal(t, list.Results[0].Field.Path, "items[0].stringData.K")
	assert.Check(t, !strings.Contains(list.Results[0].String(), "secret-token"))
}
