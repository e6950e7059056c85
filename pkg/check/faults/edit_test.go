// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"math/rand"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

const before = `apiVersion: v1 # the first
kind: Thing
metadata: {name: a, labels: {one: "1", two: 'it''s'}}
# about the spec
spec:
  text: plain # a comment
  lines: |
    first
      second

    # no comment
  list:
  - name: one
    value: 1 # of one
  # about two
  - value: 2
    name: two
  flow: [a, {b: c}, "d, e"]
  empty: {}
`

// TestEdits holds that an edit changes what it must, and no other byte.
func TestEdits(t *testing.T) {
	for _, c := range []struct {
		name     string
		edit     func(d *Doc)
		old, new string
	}{
		{"scalar", func(d *Doc) { d.Set("other", "spec", "text") }, "text: plain #", "text: other #"},
		{"scalar that needs quotes", func(d *Doc) { d.Set("true", "spec", "text") }, "text: plain #", `text: "true" #`},
		{"scalar in flow style", func(d *Doc) { d.Set("a,b", "metadata", "labels", "two") }, "'it''s'", `"a,b"`},
		{"block of text", func(d *Doc) { d.Set("x", "spec", "lines") }, "lines: |\n    first\n      second\n\n    # no comment\n", "lines: x\n"},
		{"text of several lines", func(d *Doc) { d.Set("x\ny\n", "spec", "empty") }, "empty: {}\n", "empty: |\n    x\n    y\n"},
		{"list by scalar", func(d *Doc) { d.Set("x", "spec", "list") }, "list:\n  - name: one\n    value: 1 # of one\n  # about two\n  - value: 2\n    name: two\n", "list: x\n"},
		{"entry", func(d *Doc) { d.Set("x", "spec", "list", 0) }, "- name: one\n    value: 1 # of one\n", "- x\n"},
		{"new field in an empty mapping", func(d *Doc) { d.Set(1, "spec", "empty", "a", "b") }, "empty: {}\n", "empty:\n    a:\n      b: 1\n"},
		{"new entry", func(d *Doc) { d.Append(map[string]string{"name": "three"}, "spec", "list") }, "name: two\n", "name: two\n  - name: three\n"},
		{"new entry in flow style", func(d *Doc) { d.Append([]string{"x, y"}, "spec", "flow") }, `"d, e"]`, `"d, e", ["x, y"]]`},
		{"new entry deep in flow style", func(d *Doc) { d.Set("z", "spec", "flow", 1, "y") }, `{b: c}`, `{b: c, y: z}`},
		{"new list", func(d *Doc) { d.Append("x", "spec", "empty", "list") }, "empty: {}\n", "empty:\n    list:\n      - x\n"},
		{"field away", func(d *Doc) { d.Remove("spec", "text") }, "  text: plain # a comment\n", ""},
		{"field behind a dash away", func(d *Doc) { d.Remove("spec", "list", 0, "name") }, "name: one\n    value: 1", "value: 1"},
		{"entry away", func(d *Doc) { d.Remove("spec", "list", 0) }, "  - name: one\n    value: 1 # of one\n", ""},
		{"last entry away", func(d *Doc) { d.Remove("spec", "list", 1) }, "  - value: 2\n    name: two\n", ""},
		{"field in flow style away", func(d *Doc) { d.Remove("metadata", "labels", "one") }, `one: "1", `, ""},
		{"last field in flow style away", func(d *Doc) { d.Remove("metadata", "labels", "two") }, `, two: 'it''s'`, ""},
		{"entry in flow style away", func(d *Doc) { d.Remove("spec", "flow", 1) }, "a, {b: c}", "a"},
		{"only field away", func(d *Doc) { d.Remove("spec", "flow", 1, "b") }, "{b: c}", "{}"},
		{"key", func(d *Doc) { d.Rename("words", "spec", "lines") }, "lines:", "words:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := docOf(t, before, 1)
			c.edit(d)
			assert.Equal(t, string(d.doc.Text), replaceOnce(t, before, c.old, c.new))
		})
	}
}

// TestNewFieldsStandAnywhere holds that a new key gets every place among the others.
func TestNewFieldsStandAnywhere(t *testing.T) {
	places := map[int]bool{}
	for seed := range int64(40) {
		d := docOf(t, before, seed)
		d.Set([]string{"x"}, "spec", "new")
		places[d.KeyLine("spec", "new")] = true
	}
	assert.DeepEqual(t, places, map[int]bool{7: true, 12: true, 18: true, 19: true, 20: true})
}

// TestLines holds that documents behind an edit in their file know their lines.
func TestLines(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	s := New(t, random, rule.Target{}, []krm.Document{
		{Path: "a.yaml", Line: 1, Text: []byte("apiVersion: v1\nkind: A\n")},
		{Path: "b.yaml", Line: 1, Text: []byte("apiVersion: v1\nkind: B\n")},
		{Path: "a.yaml", Index: 1, Line: 4, Text: []byte("apiVersion: v1\nkind: C\n")},
	})
	s.docs[0].Set(map[string]string{"a": "1", "b": "2"}, "data")
	assert.DeepEqual(t, At(s.docs[2], "kind").And("x"), Planted{At: []Place{{"a.yaml", 8}}, Also: []string{"x"}})
	assert.Equal(t, At(s.docs[1], "kind").At[0].String(), "b.yaml:2")
	assert.Equal(t, At(s.docs[2]).At[0].Line, 7)
	assert.Equal(t, s.docs[2].TextLine("C"), 8)
}

func docOf(t *testing.T, text string, seed int64) *Doc {
	return New(t, rand.New(rand.NewSource(seed)), rule.Target{}, []krm.Document{{Path: "a.yaml", Line: 1, Text: []byte(text)}}).docs[0]
}

func replaceOnce(t *testing.T, s, old, text string) string {
	t.Helper()
	for i := range len(s) - len(old) + 1 {
		if s[i:i+len(old)] == old {
			return s[:i] + text + s[i+len(old):]
		}
	}
	t.Fatalf("%q is not there", old)
	return ""
}
