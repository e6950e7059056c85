// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"errors"
	"io"

	"go.yaml.in/yaml/v3"
)

// encode writes a list that cannot be patched: flow style, JSON, and block style of a rare shape. Values, order and
// comments stay; the layout is the encoder's. Where nothing is to say the input leaves as it came.
func (l *ResourceList) encode(w io.Writer, items []*Item, rest replaced) error {
	list := Lookup(l.root, "items")
	if isList := list != nil && list.Kind == yaml.SequenceNode; isList && len(l.Results) == 0 && !touched(items) {
		_, err := w.Write(l.input)
		return err
	}
	root := *l.root
	root.Style &^= yaml.FlowStyle
	root.Content = append([]*yaml.Node(nil), l.root.Content...)
	for i, n := range rest {
		root.Content[2*i+1] = n
	}
	setKey(&root, "items", entries(items))
	if len(l.Results) > 0 {
		setKey(&root, "results", l.resultsNode())
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key := *root.Content[i]
		key.Style &^= yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle
		root.Content[i] = &key
	}
	text, err := Encode(&root, false)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

func touched(items []*Item) bool {
	for _, it := range items {
		if it.state != untouched {
			return true
		}
	}
	return false
}

func entries(items []*Item) *yaml.Node {
	list := List()
	for _, it := range items {
		switch it.state {
		case removed:
		case added:
			list.Content = append(list.Content, it.placed())
		default:
			list.Content = append(list.Content, it.node)
		}
	}
	return list
}

func setKey(m *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			m.Content[i+1] = value
			return
		}
	}
	Put(m, key, value)
}

// Encode prints any node, with its comments and styles, as kpt prints it. wide indents the entries of a list below
// their key.
func Encode(n *yaml.Node, wide bool) ([]byte, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if !wide {
		enc.CompactSeqIndent()
	}
	if err := enc.Encode(faithful(n)); err != nil {
		return nil, err
	}
	if err := enc.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Wide reports whether the lists of a resource are indented below their keys. The first one decides, as in kpt.
func Wide(n *yaml.Node) bool {
	wide, _ := wideList(n, 0)
	return wide
}

func wideList(n *yaml.Node, depth int) (wide, found bool) {
	if n == nil || n.Kind != yaml.MappingNode || depth > 32 {
		return false, false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if value.Kind == yaml.SequenceNode && value.Style&yaml.FlowStyle == 0 && len(value.Content) > 0 && value.Line > 0 {
			return value.Column > key.Column, true
		}
		if wide, found = wideList(value, depth+1); found {
			return wide, true
		}
	}
	return false, false
}

// appendChanged prints a changed item as an entry of the list.
func appendChanged(dst []byte, n *yaml.Node, indent int) []byte {
	text, err := Encode(n, Wide(n))
	if err != nil {
		// What was read, or made here, can be printed.
		panic(errors.New("printing a changed item"))
	}
	dst = append(appendSpaces(dst, indent), "- "...)
	for line := range bytes.Lines(text) {
		if dst[len(dst)-1] == '\n' && line[0] != '\n' {
			dst = appendSpaces(dst, indent+2)
		}
		dst = append(dst, line...)
	}
	return dst
}
