// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The engine edits text, and makes the same edit in the parsed document: both must agree, or the test fails. So a fault
// is what its function says, and nothing else of the document changed.

// tree returns a parse of its own of the document.
func (d *Doc) tree() *yaml.Node {
	var n yaml.Node
	if err := yaml.Unmarshal(d.doc.Text, &n); err != nil {
		d.fail("%v:", err)
	}
	return n.Content[0]
}

// agrees fails the test where the document does not say what an edit had to make of it.
func (d *Doc) agrees(want *yaml.Node, doing string, path []any) {
	d.set.t.Helper()
	if !same(want, d.tree()) {
		d.fail("%s %v went wrong in", doing, path)
	}
}

func same(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.ShortTag() != b.ShortTag() || a.Kind != yaml.AliasNode && a.Value != b.Value || len(a.Content) != len(b.Content) {
		return false
	}
	for i := range a.Content {
		if !same(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}

// lookup returns the value at a path that is there.
func lookup(n *yaml.Node, path []any) *yaml.Node {
	for _, step := range path {
		switch step := step.(type) {
		case int:
			n = n.Content[step]
		case string:
			for i := 0; i < len(n.Content); i += 2 {
				if n.Content[i].Value == step {
					n = n.Content[i+1]
					break
				}
			}
		}
	}
	return n
}

func setIn(root, value *yaml.Node, path []any) { *lookup(root, path) = *value }

// encoded returns a value as a node.
func encoded(d *Doc, value any) *yaml.Node {
	switch v := value.(type) {
	case *yaml.Node:
		return v
	case YAML:
		var n yaml.Node
		if err := yaml.Unmarshal([]byte(v), &n); err != nil || len(n.Content) == 0 {
			d.fail("reading %q: %v for", v, err)
		}
		return n.Content[0]
	case nil:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
	}
	var n yaml.Node
	if err := n.Encode(value); err != nil {
		d.fail("%v:", err)
	}
	return &n
}

func text(value string) *yaml.Node {
	var n yaml.Node
	n.SetString(value)
	return &n
}

// block returns a node in the style in which files are mostly written, with an indent.
func block(n *yaml.Node, indent int) string {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(n); err != nil {
		panic(err) // every node here was made or parsed by the same library
	}
	lines := strings.SplitAfter(b.String(), "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			lines[i] = strings.Repeat(" ", indent) + line
		}
	}
	return strings.Join(lines, "")
}

// flow returns a node on one line.
func flow(n *yaml.Node) string {
	return strings.TrimSuffix(block(flowed(n), 0), "\n")
}

func flowed(n *yaml.Node) *yaml.Node {
	c := *n
	c.HeadComment, c.LineComment, c.FootComment = "", "", ""
	switch {
	case c.Kind != yaml.ScalarNode:
		c.Style = yaml.FlowStyle
	case strings.Contains(c.Value, "\n"):
		c.Style = yaml.DoubleQuotedStyle
	case c.Kind == yaml.ScalarNode && c.ShortTag() == "!!str" && strings.ContainsAny(c.Value, ",[]{}?"):
		c.Style = yaml.DoubleQuotedStyle // what is plain in a block need not be plain in a flow
	}
	c.Content = nil
	for _, child := range n.Content {
		c.Content = append(c.Content, flowed(child))
	}
	return &c
}
