// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

func readOne(t *testing.T, item string) *Item {
	t.Helper()
	l, err := Read([]byte(header + "items:\n- apiVersion: v1\n  kind: A\n" + item))
	assert.NilError(t, err)
	return l.Items[0]
}

func TestExpand(t *testing.T) {
	it := readOne(t, "  a: &a [1]\n  b: *a\n  c: {<<: &d {x: *a}}\n  d: *d\n")
	n, err := Expand(it.Node())
	assert.NilError(t, err)
	assert.Equal(t, valueOf(n), valueOf(it.Node()))
	text, err := Encode(n, false)
	assert.NilError(t, err)
	assert.Assert(t, !strings.ContainsAny(string(text), "&*"), "%s", text)
}

// Twenty lines stand for more values than there is memory.
func TestExpandBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("  a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1]\n")
	for i := 1; i < 20; i++ {
		ref := strings.Repeat("*a"+string(rune('a'+i-1))+", ", 8)
		if i == 1 {
			ref = strings.Repeat("*a0, ", 8)
		}
		b.WriteString("  k" + string(rune('a'+i)) + ": &a" + string(rune('a'+i)) + " [" + ref + "]\n")
	}
	_, err := Expand(readOne(t, b.String()).Node())
	assert.ErrorContains(t, err, "too many values")
}

func TestExpandOfItself(t *testing.T) {
	for _, item := range []string{"  a: &a [*a]\n", "  a: &a {b: *a}\n"} {
		l, err := Read([]byte(header + "items:\n- apiVersion: v1\n  kind: A\n" + item))
		if err != nil {
			continue // the parser refuses it first
		}
		_, err = Expand(l.Items[0].Node())
		assert.ErrorContains(t, err, "holds itself")
	}
}

// What is untouched is not expanded, however much it stands for.
func TestAliasesPass(t *testing.T) {
	in := header + "items:\n- apiVersion: v1\n  kind: A\n  a: &a [1]\n  b: [*a, *a]\n- apiVersion: v1\n  kind: B\n  c: *a\n"
	code, stdout, _ := call(Function{Name: "f", Run: nothing}, in)
	assert.Equal(t, code, 0)
	assert.Equal(t, stdout, in)
}

func TestLookup(t *testing.T) {
	n := readOne(t, "  m: &m {x: 1, y: {z: 2}}\n  own: {<<: *m, x: 3}\n  list: {<<: [{a: 4}, *m]}\n  alias: *m\n").Node()
	for path, want := range map[string]string{"own x": "3", "own y z": "2", "list a": "4", "list x": "1", "alias y z": "2", "own none": "", "kind x": ""} {
		got := ""
		if v := Lookup(n, strings.Fields(path)...); v != nil {
			got = v.Value
		}
		assert.Equal(t, got, want, path)
	}
	assert.Assert(t, Lookup(nil, "a") == nil)
	assert.Equal(t, Text(Lookup(n, "own", "x")), "", "a number is no string")
}
