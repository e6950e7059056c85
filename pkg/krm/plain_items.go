// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// items is sequence for the items of a list. Where one of them holds what only the parser can make nodes of, comments
// above all, the parser gets the lines of this one.
func (p *plainReader) items(column int, belowKey bool) *yaml.Node {
	if p.opaque {
		return p.fail()
	}
	p.depth++ // never near its bound: only the root is around it
	s, bottom := p.node(yaml.SequenceNode, "!!seq", p.start+column), len(p.stack)
	for more := true; more; {
		start, line := p.start, p.line
		n := p.entry(column)
		if p.failed {
			return nil
		}
		more = p.another(column, belowKey)
		if p.failed {
			return nil
		}
		if p.opaque {
			first := len(p.stack) == bottom
			// A comment behind an item may be about the next one, or about both.
			if p.commented {
				return p.fail()
			}
			if n = p.parseItem(start, column, line, first, more); n == nil {
				return p.fail()
			}
			p.opaque = false
		}
		p.stack = append(p.stack, n)
	}
	s.Content = p.children(p.stack[bottom:])
	p.stack = p.stack[:bottom]
	p.depth--
	return s
}

// parseItem lets the parser read the lines from an offset up to the current one, among neighbours like those that they
// have. No token of an item that was read to here reaches beyond its lines, and what decides on a comment are the tokens
// around it: so the nodes are those of the whole document, but for their lines.
func (p *plainReader) parseItem(start, column, line int, first, more bool) *yaml.Node {
	neighbour := strings.Repeat(" ", column) + "- x: y\n"
	var b strings.Builder
	b.WriteString("items:\n")
	at, lines, count := 0, 1, 1
	if !first {
		b.WriteString(neighbour)
		at, lines, count = 1, 2, 2
	}
	b.WriteString(p.text[start:p.start])
	keys := 1
	switch {
	case more:
		b.WriteString(neighbour)
		count++
	case p.indent >= 0:
		b.WriteString("x: y\n")
		keys++
	}
	var doc yaml.Node
	if yaml.Unmarshal([]byte(b.String()), &doc) != nil || len(doc.Content) != 1 {
		return nil
	}
	root := doc.Content[0]
	if len(root.Content) != 2*keys || len(root.Content[1].Content) != count {
		return nil
	}
	item := root.Content[1].Content[at]
	root.Content[1].Content[at] = &yaml.Node{}
	if commented(&doc) {
		return nil
	}
	shift(item, line-lines-1)
	return item
}

func commented(n *yaml.Node) bool {
	if n.HeadComment != "" || n.LineComment != "" || n.FootComment != "" {
		return true
	}
	for _, c := range n.Content {
		if commented(c) {
			return true
		}
	}
	return false
}

func shift(n *yaml.Node, lines int) {
	n.Line += lines
	for _, c := range n.Content {
		shift(c, lines)
	}
}
