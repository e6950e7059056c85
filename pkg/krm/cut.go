// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// layout says at which bytes of the input the items stand, where it is written so that they can be cut out of it.
type layout struct {
	// cuttable is false for JSON, for flow style and for block style so unusual that a change re-encodes the list.
	cuttable bool
	// indent is the number of spaces before the dash of each item.
	indent int
	// count is the number of items that came in; nullItems says that the key is there and has no value.
	count     int
	nullItems bool
	// Each is a range of the input. items and results run from the first byte of the key to that of the next key, or
	// to the end; empty where the key is absent.
	items, results span
	// keys are the ranges of all keys, in their order.
	keys []span
	// open is true where the input ends inside a block scalar, without a line break: a break appended there would
	// become part of its value.
	open bool
	// first is the offset of the first key: a place where a key can always be put.
	first int
}

type span struct{ start, end int }

func (s span) empty() bool { return s.end == 0 }

// places are where the parser saw the keys of a list and its items.
type places struct {
	keys []int // offsets
	// seq is the value of `items`, nil where there is none.
	seq *yaml.Node
	// dashes are the offsets of the items' dashes, lines those of the lines on which their first tokens stand.
	dashes, lines []int
}

// cut finds the bytes of each item. All places are those of the parser; the only thing that it does not tell, where
// an item's dash is, is found by going back from the item's first token over what may stand between the two: white
// space and comments.
func cut(in []byte, root *yaml.Node, items []*Item) layout {
	if root.Style&yaml.FlowStyle != 0 || root.Column != 1 || root.Tag != "!!map" || root.Anchor != "" {
		return layout{}
	}
	p := places{dashes: make([]int, 0, len(items)), lines: make([]int, 0, len(items))}
	if !p.find(in, root) || !documentIsPlain(in, p.keys[0]) {
		return layout{}
	}
	lay := layout{first: p.keys[0], count: len(p.dashes)}
	lay.open = !endsInBreak(in) && lastLeaf(root).Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
	lay.spans(in, root, p.keys)
	switch {
	case len(p.dashes) > 0:
		lay.indent = p.seq.Column - 1
		if !lay.assign(in, items, p) {
			return layout{}
		}
	case p.seq != nil:
		lay.nullItems = p.seq.Kind == yaml.ScalarNode
		lay.items.end = emptyEnd(in, lay.items)
	}
	lay.cuttable = true
	return lay
}

// find looks the places up, in the order in which they stand. It returns false where one is not in plain block style.
func (p *places) find(in []byte, root *yaml.Node) bool {
	c := cursor{in: in, line: 1}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key := root.Content[i]
		at, ok := c.offset(key.Line, key.Column)
		if !ok || key.Column != 1 || key.Kind != yaml.ScalarNode {
			return false
		}
		p.keys = append(p.keys, at)
		if key.Value != "items" {
			continue
		}
		p.seq = root.Content[i+1]
		if p.seq.Kind == yaml.AliasNode || p.seq.Style&yaml.FlowStyle != 0 && len(p.seq.Content) > 0 {
			return false
		}
		for _, n := range p.seq.Content {
			dash, ok := c.dash(n, p.seq.Column)
			if !ok {
				return false
			}
			p.dashes, p.lines = append(p.dashes, dash), append(p.lines, c.at)
		}
	}
	return true
}

// spans notes where each key begins and ends.
func (l *layout) spans(in []byte, root *yaml.Node, keys []int) {
	for i, at := range keys {
		s := span{at, len(in)}
		if i+1 < len(keys) {
			s.end = keys[i+1]
		}
		l.keys = append(l.keys, s)
		switch root.Content[2*i].Value {
		case "items":
			l.items = s
		case "results":
			l.results = s
		}
	}
}

// assign tells each item its bytes. It returns false where they are not one behind the other.
func (l *layout) assign(in []byte, items []*Item, p places) bool {
	for i, it := range items {
		it.source, it.startAt, it.startLine = in, p.lines[i], p.seq.Content[i].Line
		it.start, it.end = p.dashes[i]-l.indent, l.items.end
		if i+1 < len(p.dashes) {
			it.end = p.dashes[i+1] - l.indent
		}
		if it.start < l.items.start || it.end <= it.start {
			return false
		}
	}
	return true
}

// documentIsPlain reports whether no marker (`...` or `---`) ends the document: nothing may be appended after one.
func documentIsPlain(in []byte, first int) bool {
	for _, marker := range []string{"...", "---"} {
		for at := first; ; {
			n := bytes.Index(in[at:], []byte(marker))
			if n < 0 {
				break
			}
			if at += n; endsInBreak(in[:at]) {
				return false
			}
			at++
		}
	}
	return true
}

// emptyEnd returns where the value of an `items` without items ends: at the end of the last line that is no comment, so
// that the comments below it stay.
func emptyEnd(in []byte, items span) int {
	end := items.start
	for at := items.start; at < items.end; {
		n := nextBreak(in[at:items.end])
		if n < 0 {
			n = items.end - at
		}
		text := bytes.TrimSpace(in[at : at+n])
		if at += n; len(text) > 0 && text[0] != '#' {
			end = at
		}
	}
	return end
}

// lastLeaf returns the scalar, alias or empty collection that is written last.
func lastLeaf(n *yaml.Node) *yaml.Node {
	for len(n.Content) > 0 {
		n = n.Content[len(n.Content)-1]
	}
	return n
}

// endsInBreak reports whether the text ends with one of YAML's line breaks.
func endsInBreak(b []byte) bool {
	n := len(b)
	return n > 0 && (b[n-1] == '\n' || b[n-1] == '\r') ||
		n > 1 && b[n-2] == 0xc2 && b[n-1] == 0x85 ||
		n > 2 && b[n-3] == 0xe2 && b[n-2] == 0x80 && (b[n-1] == 0xa8 || b[n-1] == 0xa9)
}

// Offset returns the offset in a document of a position as nodes give it, counted from 1, and false where the document
// ends before it.
func Offset(document []byte, line, column int) (int, bool) {
	c := cursor{in: document, line: 1}
	return c.offset(line, column)
}

// LineStarts returns the offsets at which the lines of a document begin, for who asks for many of them.
func LineStarts(document []byte) []int {
	starts := []int{0}
	for at := 0; ; {
		n := nextBreak(document[at:])
		if n < 0 {
			return starts
		}
		at += n
		starts = append(starts, at)
	}
}

// cursor finds offsets of positions that come in ascending order.
type cursor struct {
	in   []byte
	at   int // offset of the start of line
	line int
}

// offset returns the offset of a position, counted from 1. Lines end where YAML 1.1 lets them end; columns count runes.
func (c *cursor) offset(line, column int) (int, bool) {
	for c.line < line {
		n := nextBreak(c.in[c.at:])
		if n < 0 {
			return 0, false
		}
		c.at += n
		c.line++
	}
	if c.line != line {
		return 0, false
	}
	at := c.at
	if at == 0 && bytes.HasPrefix(c.in, []byte("\ufeff")) {
		at += len("\ufeff")
	}
	for ; column > 1; column-- {
		if at >= len(c.in) {
			return 0, false
		}
		_, n := utf8.DecodeRune(c.in[at:])
		at += n
	}
	return at, true
}

// nextBreak returns the length of the line up to and with its break, or -1 where there is none.
func nextBreak(b []byte) int {
	for i, x := range b {
		switch {
		case x == '\n':
			return i + 1
		case x == '\r':
			if i+1 < len(b) && b[i+1] == '\n' {
				return i + 2
			}
			return i + 1
		case x == 0xc2 && i+1 < len(b) && b[i+1] == 0x85:
			return i + 2
		case x == 0xe2 && i+2 < len(b) && b[i+1] == 0x80 && (b[i+2] == 0xa8 || b[i+2] == 0xa9):
			return i + 3
		}
	}
	return -1
}

// dash returns the offset of the dash of a sequence's entry whose value is n.
func (c *cursor) dash(n *yaml.Node, column int) (int, bool) {
	at, ok := c.offset(n.Line, n.Column)
	if !ok {
		return 0, false
	}
	// On the line of the first token: only white space lies between the dash and the token.
	i := at
	for i > c.at && (c.in[i-1] == ' ' || c.in[i-1] == '\t') {
		i--
	}
	if i > c.at {
		return c.isDash(i-1, c.at, column)
	}
	// Above it: blank lines and comments, then the line of the dash.
	for start := c.at; start > 0; {
		end := start
		start = previousLine(c.in, start)
		text := bytes.TrimLeft(c.in[start:end], " \t\r\n\u0085\u2028\u2029\ufeff")
		if len(text) == 0 || text[0] == '#' {
			continue
		}
		return c.isDash(end-len(text), start, column)
	}
	return 0, false
}

// isDash checks that a dash stands at offset at and that nothing but spaces stands before it on its line.
func (c *cursor) isDash(at, line, column int) (int, bool) {
	if c.in[at] != '-' || at-line != column-1 {
		return 0, false
	}
	for _, x := range c.in[line:at] {
		if x != ' ' {
			return 0, false
		}
	}
	return at, true
}

// previousLine returns the offset of the line before the one that starts at offset start.
func previousLine(in []byte, start int) int {
	i := start
	switch {
	case i >= 2 && in[i-2] == '\r' && in[i-1] == '\n':
		i -= 2
	case i >= 2 && in[i-2] == 0xc2 && in[i-1] == 0x85:
		i -= 2
	case i >= 3 && in[i-3] == 0xe2 && in[i-2] == 0x80:
		i -= 3
	default:
		i--
	}
	for i > 0 && !endsInBreak(in[:i]) {
		i--
	}
	return i
}
