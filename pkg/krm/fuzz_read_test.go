// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
)

// FuzzRead holds the promise of TestBytes over input that nobody thought of.
func FuzzRead(f *testing.F) {
	for _, s := range shapes() {
		f.Add(s.input())
	}
	for _, in := range unreadable() {
		f.Add([]byte(in.in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		l, err := Read(in)
		if err != nil {
			assert.Assert(t, l == nil)
			return
		}
		came := read(t, in)
		if n := Lookup(l.root, "items"); n != nil && n.Kind == yaml.SequenceNode {
			assert.Equal(t, written(t, l), string(in))
		}
		checkCuts(t, l, came.items)
		for _, op := range operations() {
			if op.fits(len(came.items)) {
				checkFuzzed(t, in, op, came)
			}
		}
	})
}

// checkCuts reads the bytes of each item alone.
func checkCuts(t *testing.T, l *ResourceList, came []string) {
	for i, it := range l.Items {
		if !l.layout.cuttable || it.isAlias || hasAlias(it.node) {
			continue
		}
		text := l.input[it.start:it.end]
		var alone yaml.Node
		assert.NilError(t, yaml.Unmarshal(text, &alone), "%q", text)
		assert.DeepEqual(t, valuesOf(alone.Content[0]), []string{came[i]})
	}
}

func checkFuzzed(t *testing.T, in []byte, op operation, came contents) {
	t.Helper()
	l, err := Read(in)
	assert.NilError(t, err)
	for _, it := range l.Items {
		if _, err := Expand(it.node); err != nil {
			return // more aliases than a function may have to expand
		}
	}
	out := op.run(t, in)
	var doc yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(out))
	assert.NilError(t, dec.Decode(&doc), "%s of\n%q\nwrote\n%q", op.name, in, out)
	assert.Assert(t, errors.Is(dec.Decode(new(yaml.Node)), io.EOF), "%s of\n%q\nwrote\n%q", op.name, in, out)
	wrote := read(t, out)
	checkValues(t, op, op.want(t, in), wrote, out)
	assert.Assert(t, slices.Equal(came.rest, wrote.rest), "%s of\n%q\nwrote\n%q", op.name, in, out)
}
