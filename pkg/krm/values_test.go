// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
)

// contents are the values of a written list, without the layout. Every value is text, with the types of its scalars
// and with what its aliases stand for: equal texts are equal values.
type contents struct {
	items, results []string
	// rest is everything else: header, functionConfig and unknown fields, in their order.
	rest []string
}

// read decodes a list without this package's own reader, which is what is tested.
func read(t *testing.T, text []byte) contents {
	t.Helper()
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc yaml.Node
	assert.NilError(t, dec.Decode(&doc), "the output is not YAML:\n%s", text)
	assert.Assert(t, errors.Is(dec.Decode(new(yaml.Node)), io.EOF), "the output holds two documents:\n%s", text)
	var c contents
	root := doc.Content[0]
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i].Value, root.Content[i+1]
		switch {
		case key == "items" && value.Kind == yaml.SequenceNode:
			c.items = valuesOf(value)
		case key == "results" && value.Kind == yaml.SequenceNode:
			c.results = valuesOf(value)
		case key == "items", key == "results": // null
		default:
			c.rest = append(c.rest, valueOf(root.Content[i])+": "+valueOf(value))
		}
	}
	return c
}

func valuesOf(list *yaml.Node) []string {
	values := make([]string, 0, len(list.Content))
	for _, n := range list.Content {
		values = append(values, valueOf(n))
	}
	return values
}

func valueOf(n *yaml.Node) string {
	var b strings.Builder
	left := 1 << 16 // a few aliases of aliases stand for billions of values
	writeValue(&b, n, 0, &left)
	return b.String()
}

func writeValue(b *strings.Builder, n *yaml.Node, depth int, left *int) {
	if *left--; *left < 0 || depth > 200 {
		b.WriteString("…")
		return
	}
	switch n.Kind {
	case yaml.AliasNode:
		writeValue(b, n.Alias, depth+1, left)
		return
	case yaml.ScalarNode:
		if n.ShortTag() == "!!null" { // however it is written
			b.WriteString("null")
			return
		}
		fmt.Fprintf(b, "%s %q", n.ShortTag(), n.Value)
		return
	}
	b.WriteString(n.ShortTag())
	b.WriteByte('{')
	for _, c := range n.Content {
		writeValue(b, c, depth+1, left)
		b.WriteByte(';')
	}
	b.WriteByte('}')
}
