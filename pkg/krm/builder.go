// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Builder makes nodes. It reuses their memory: thousands of resources are made one after the other, each is printed, or
// laid over what exists, and then forgotten. The zero Builder is ready, and a nil one makes nodes that stay.
type Builder struct {
	nodes    [][]yaml.Node
	pointers [][]*yaml.Node
	// block and used say which node is the next; pointerBlock and pointersUsed the same for the contents.
	block, used                int
	pointerBlock, pointersUsed int
	keys                       map[string]*yaml.Node
}

// blockSize is how many nodes are allocated at once, enough for a resource of the usual size.
const blockSize = 256

// Reset forgets every node that was made since the last one: none may be in use. Keys stay.
func (b *Builder) Reset() {
	if b != nil {
		b.block, b.used, b.pointerBlock, b.pointersUsed = 0, 0, 0, 0
	}
}

func (b *Builder) node() *yaml.Node {
	if b == nil {
		return &yaml.Node{}
	}
	if b.used == blockSize {
		b.block, b.used = b.block+1, 0
	}
	if b.block == len(b.nodes) {
		b.nodes = append(b.nodes, make([]yaml.Node, blockSize))
	}
	n := &b.nodes[b.block][b.used]
	b.used++
	*n = yaml.Node{}
	return n
}

// content returns an empty slice for the pairs or entries of a collection.
func (b *Builder) content(room int) []*yaml.Node {
	if b == nil || room > blockSize {
		return make([]*yaml.Node, 0, room)
	}
	if b.pointersUsed+room > blockSize {
		b.pointerBlock, b.pointersUsed = b.pointerBlock+1, 0
	}
	for b.pointerBlock >= len(b.pointers) {
		b.pointers = append(b.pointers, make([]*yaml.Node, blockSize))
	}
	from := b.pointersUsed
	b.pointersUsed += room
	return b.pointers[b.pointerBlock][from:from:b.pointersUsed]
}

// Map returns a mapping without keys.
func (b *Builder) Map() *yaml.Node {
	n := b.node()
	n.Kind, n.Tag, n.Content = yaml.MappingNode, "!!map", b.content(8)
	return n
}

// List returns a sequence.
func (b *Builder) List(entries ...*yaml.Node) *yaml.Node {
	n := b.node()
	n.Kind, n.Tag, n.Content = yaml.SequenceNode, "!!seq", append(b.content(max(len(entries), 2)), entries...)
	return n
}

// String returns a string. It is quoted where YAML 1.1 or 1.2 would read something else; bytes that are not UTF-8, which
// no YAML holds, become U+FFFD.
func (b *Builder) String(s string) *yaml.Node {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	n := b.node()
	n.Kind, n.Tag, n.Value, n.Style = yaml.ScalarNode, "!!str", s, styleOf(s)
	return n
}

// Bool returns a boolean.
func (b *Builder) Bool(v bool) *yaml.Node {
	n := b.node()
	n.Kind, n.Tag, n.Value = yaml.ScalarNode, "!!bool", "false"
	if v {
		n.Value = "true"
	}
	return n
}

// Int returns a whole number.
func (b *Builder) Int(v int) *yaml.Node {
	n := b.node()
	n.Kind, n.Tag, n.Value = yaml.ScalarNode, "!!int", strconv.Itoa(v)
	return n
}

// Strings returns a list of strings.
func (b *Builder) Strings(values ...string) *yaml.Node {
	n := b.node()
	n.Kind, n.Tag, n.Content = yaml.SequenceNode, "!!seq", b.content(len(values))
	for _, v := range values {
		n.Content = append(n.Content, b.String(v))
	}
	return n
}

// Put appends a key and its value to a mapping and returns the mapping. The node of a key is shared by all mappings that
// have it, so it must not be changed.
func (b *Builder) Put(m *yaml.Node, key string, value *yaml.Node) *yaml.Node {
	m.Content = append(m.Content, b.key(key), value)
	return m
}

func (b *Builder) key(s string) *yaml.Node {
	if b == nil {
		return b.String(s)
	}
	if k := b.keys[s]; k != nil {
		return k
	}
	if b.keys == nil {
		b.keys = map[string]*yaml.Node{}
	}
	if len(b.keys) > 1024 { // not the names of fields any more
		return b.String(s)
	}
	k := (*Builder)(nil).String(s)
	b.keys[s] = k
	return k
}

// once makes nodes that stay.
var once *Builder

// Map returns a mapping of alternating keys and values.
func Map(pairs ...*yaml.Node) *yaml.Node {
	n := once.Map()
	n.Content = append(n.Content, pairs...)
	return n
}

// List returns a sequence.
func List(entries ...*yaml.Node) *yaml.Node { return once.List(entries...) }

// String returns a string, quoted where it must be.
func String(s string) *yaml.Node { return once.String(s) }

// Bool returns a boolean.
func Bool(v bool) *yaml.Node { return once.Bool(v) }

// Put appends a key and its value to a mapping and returns the mapping.
func Put(m *yaml.Node, key string, value *yaml.Node) *yaml.Node { return once.Put(m, key, value) }

// Strings returns a list of strings.
func Strings(values []string) *yaml.Node { return once.Strings(values...) }
