// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// faithful returns a node that the encoder prints so that it is read again as it was. The encoder loses breaks of folded
// scalars, prints line breaks other than LF as they are, where they end a block scalar's line, makes a string of an empty
// null in a key or in flow style, and names the tag of a merge key. Where there is nothing of that kind it is the node
// itself.
func faithful(n *yaml.Node) *yaml.Node { return faithfulIn(n, false) }

// faithfulIn is faithful where text says that an empty null must be spelled out.
func faithfulIn(n *yaml.Node, text bool) *yaml.Node {
	c := n
	if n.Kind == yaml.ScalarNode {
		style := faithfulStyle(n)
		merge, null := n.Tag == "!!merge", text && n.Tag == "!!null" && n.Value == ""
		if style == n.Style && !merge && !null {
			return n
		}
		copied := *n
		copied.Style = style
		if merge {
			copied.Tag = ""
		}
		if null {
			copied.Value = "null"
		}
		return &copied
	}
	flow := text || n.Style&yaml.FlowStyle != 0
	for i, child := range n.Content {
		f := faithfulIn(child, flow || n.Kind == yaml.MappingNode && i%2 == 0)
		if f == child {
			continue
		}
		if c == n {
			copied := *n
			c = &copied
			c.Content = append([]*yaml.Node(nil), n.Content...)
		}
		c.Content[i] = f
	}
	return c
}

func faithfulStyle(n *yaml.Node) yaml.Style {
	const block = yaml.LiteralStyle | yaml.FoldedStyle
	quoted := n.Style&^(block|yaml.SingleQuotedStyle) | yaml.DoubleQuotedStyle
	switch {
	case strings.ContainsAny(n.Value, "\r\u0085\u2028\u2029"):
		return quoted
	case n.Style&yaml.FoldedStyle == 0 || !strings.Contains(strings.TrimSuffix(n.Value, "\n"), "\n"):
		return n.Style
	case literal(n.Value):
		return n.Style&^yaml.FoldedStyle | yaml.LiteralStyle
	}
	return quoted
}
