// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"

	"go.yaml.in/yaml/v3"
)

// tail returns the offset from which the comments that follow an item begin, or its end where there are none: they
// stand no deeper than its dash, and are not the item's to lose. Blank lines before them may be part of a scalar, so
// they go with the item.
func (l *ResourceList) tail(i *Item) int {
	at, from := i.end, i.lastQuote()
	for start := i.end; start > from; {
		end := start
		start = previousLine(l.input, start)
		text := bytes.TrimLeft(l.input[start:end], " ")
		switch {
		case start <= from:
			return at
		case len(bytes.TrimSpace(text)) == 0:
			continue
		case text[0] != '#' || end-start-len(text) > l.layout.indent:
			return at
		}
		at = start
	}
	return at
}

// lastQuote returns the offset behind the quoted scalar in which an item ends, whose lines may look like comments; the
// item's start where it ends in none.
func (i *Item) lastQuote() int {
	leaf := lastLeaf(i.came)
	if leaf.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) == 0 || leaf.Line < i.startLine {
		return i.start // or the item is an alias, and its resource stands elsewhere
	}
	c := cursor{in: i.source, at: i.startAt, line: i.startLine}
	at, ok := c.offset(leaf.Line, leaf.Column)
	if !ok {
		return i.end
	}
	text := i.source[at:i.end]
	for len(text) > 0 && (text[0] == '&' || text[0] == '!') { // anchor and tag
		_, text, _ = bytes.Cut(text, []byte(" "))
		text = bytes.TrimLeft(text, " \t\r\n")
	}
	n := quotedLen(text)
	if n < 0 {
		return i.end
	}
	return i.end - len(text) + n
}

// quotedLen returns the length of the quoted scalar with which a text begins, or -1.
func quotedLen(text []byte) int {
	if len(text) == 0 || text[0] != '"' && text[0] != '\'' {
		return -1
	}
	quote := text[0]
	for k := 1; k < len(text); k++ {
		switch {
		case quote == '"' && text[k] == '\\':
			k++
		case text[k] == quote && quote == '\'' && k+1 < len(text) && text[k+1] == quote:
			k++
		case text[k] == quote:
			return k + 1
		}
	}
	return -1
}
