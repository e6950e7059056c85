// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
)

// An item finds what a look from its root finds, before it is changed and after.
func TestItemLookup(t *testing.T) {
	paths := []string{"", "metadata", "metadata name", "metadata annotations", "metadata annotations a", "spec", "spec x", "spec x y", "kind", "status spec"}
	check := func(it *Item) {
		t.Helper()
		for _, path := range paths {
			keys := strings.Fields(path)
			assert.Assert(t, it.Lookup(keys...) == Lookup(it.Node(), keys...), "%q", path)
		}
	}
	for _, text := range []string{
		"apiVersion: v1\nkind: A\nmetadata:\n  name: n\n  annotations:\n    a: b\nspec:\n  x:\n    y: z\n",
		"apiVersion: v1\nkind: A\nmetadata: {name: n}\nspec: text\nstatus: {spec: {}}\n",
		"apiVersion: v1\nkind: A\n",
		"apiVersion: v1\nkind: A\nstatus: &s {spec: {x: 1}, metadata: {name: n}}\nspec: *s\n<<: *s\n",
	} {
		var doc yaml.Node
		assert.NilError(t, yaml.Unmarshal([]byte(text), &doc))
		it, err := itemOf(doc.Content[0])
		assert.NilError(t, err)
		check(it)
		var other yaml.Node
		assert.NilError(t, yaml.Unmarshal([]byte("apiVersion: v1\nkind: A\nmetadata: {name: o}\nspec: {x: {y: 2}}\n"), &other))
		it.Set(other.Content[0])
		check(it)
		assert.Equal(t, it.Lookup("metadata", "name").Value, "o")
		it.Remove()
		check(it)
	}
}
