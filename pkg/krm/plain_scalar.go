// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// maxPlainKey is below the 1024 characters within which the parser looks for the colon of a key.
const maxPlainKey = 500

// plainText reports whether a text holds only characters that mean nothing but themselves, line feeds and tabs. Other
// line breaks, controls and the byte order mark are the parser's business.
func plainText(in []byte) bool {
	for i, c := range in {
		if !plainASCII[c] {
			return plainRunes(in[i:]) // nearly every text is ASCII to its end
		}
	}
	return true
}

var plainASCII = func() (set [256]bool) {
	for c := range set[:utf8.RuneSelf] {
		set[c] = plainRunes([]byte{byte(c)})
	}
	return set
}()

// plainRunes is plainText for any text.
func plainRunes(in []byte) bool {
	for i := 0; i < len(in); {
		if c := in[i]; c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(in[i:])
		if r == utf8.RuneError || r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffe || r == 0xffff {
			return false
		}
		i += n
	}
	return true
}

// plainKey are the characters of keys without quotes.
var plainKey = func() (set [256]bool) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./~-" {
		set[c] = true
	}
	return set
}()

// keyEnd returns the offset of the colon of the key that begins at an offset, 0 where none begins there.
func (p *plainReader) keyEnd(at int) int {
	from := at
	switch c := p.text[at]; c {
	case '"', '\'':
		n := strings.IndexByte(p.text[at+1:p.end], c)
		if n < 0 || !simple(p.text[at+1:at+1+n]) {
			return 0
		}
		at += n + 2
	case '-':
		return 0
	default:
		for at < p.end && plainKey[p.text[at]] {
			at++
		}
	}
	if at == from || at >= p.end || at-from > maxPlainKey || p.text[at] != ':' || at+1 < p.end && p.text[at+1] != ' ' {
		return 0
	}
	return at
}

// simple reports whether the text between quotes of a key is ASCII without escapes.
func simple(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf || text[i] == '\\' {
			return false
		}
	}
	return true
}

// key makes the node of a key; the offset is that behind its colon. It is nil where there is none.
func (p *plainReader) key(at int) (*yaml.Node, int) {
	if p.failed || at >= p.end {
		return nil, 0
	}
	end := p.keyEnd(at)
	if end == 0 {
		return nil, 0
	}
	if c := p.text[at]; c == '"' || c == '\'' {
		n := p.node(yaml.ScalarNode, "!!str", at)
		n.Value, n.Style = p.text[at+1:end-1], quoteStyle(c)
		return n, end + 1
	}
	value := p.text[at:end]
	n := p.node(yaml.ScalarNode, tagOf(value), at)
	n.Value = value
	return n, end + 1
}

func quoteStyle(quote byte) yaml.Style {
	if quote == '"' {
		return yaml.DoubleQuotedStyle
	}
	return yaml.SingleQuotedStyle
}

// scalar reads what stands on the current line from an offset on, in a collection at a column, and goes to the line
// behind it.
func (p *plainReader) scalar(at, column int) *yaml.Node {
	var n *yaml.Node
	switch c := p.text[at]; c {
	case '"', '\'':
		n = p.quoted(at, c)
	case '|':
		return p.literal(at, column)
	case '[', '{':
		n = p.flow(at)
	case '-':
		if p.isDash(at) {
			return p.fail()
		}
		n = p.bare(at)
	case '?', ':', ',', ']', '}', '#', '&', '*', '!', '>', '%', '@', '`':
		return p.fail()
	default:
		n = p.bare(at)
	}
	if n == nil {
		return p.fail()
	}
	p.next()
	if p.failed {
		return p.fail()
	}
	return n
}

// bare makes the node of a scalar without quotes.
func (p *plainReader) bare(at int) *yaml.Node {
	value := p.text[at:p.end]
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == ':' && (i+1 == len(value) || value[i+1] == ' '):
			return nil
		case c == '#' && value[i-1] == ' ':
			p.opaque = true
			value = strings.TrimRight(value[:i], " ")
		}
	}
	n := p.node(yaml.ScalarNode, tagOf(value), at)
	n.Value = value
	return n
}

// quoted makes the node of a scalar in quotes that ends on its line.
func (p *plainReader) quoted(at int, quote byte) *yaml.Node {
	end := at + 1
	for ; ; end++ {
		if end >= p.end {
			return nil
		}
		if c := p.text[end]; c == '\\' && quote == '"' {
			return nil
		} else if c == quote {
			if quote == '"' || end+1 >= p.end || p.text[end+1] != '\'' {
				break
			}
			end++
		}
	}
	if !p.endsAt(end + 1) {
		return nil
	}
	n := p.node(yaml.ScalarNode, "!!str", at)
	n.Value, n.Style = p.text[at+1:end], quoteStyle(quote)
	if quote == '\'' {
		n.Value = strings.ReplaceAll(n.Value, "''", "'")
	}
	return n
}

// endsAt reports whether nothing but perhaps a comment follows on the line.
func (p *plainReader) endsAt(at int) bool {
	from, more := p.behind(at)
	return !more && (from >= p.end || from > at)
}

// flow makes the node of an empty collection in flow style. Of another one that ends on its line it only finds the end.
func (p *plainReader) flow(at int) *yaml.Node {
	kind, tag, closing := yaml.SequenceNode, "!!seq", byte(']')
	if p.text[at] == '{' {
		kind, tag, closing = yaml.MappingNode, "!!map", '}'
	}
	n := p.node(kind, tag, at)
	n.Style = yaml.FlowStyle
	if at+1 < p.end && p.text[at+1] == closing {
		if !p.endsAt(at + 2) {
			return nil
		}
		return n
	}
	p.opaque = true
	end := p.flowEnd(at)
	if end == 0 || !p.endsAt(end) {
		return nil
	}
	return n
}

// flowEnd returns the offset behind the bracket that closes the one at an offset, 0 where the line does not tell.
func (p *plainReader) flowEnd(at int) int {
	depth, before := 0, byte(' ')
	for ; at < p.end; at++ {
		c := p.text[at]
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return at + 1
			}
		case '"', '\'':
			n := strings.IndexByte(p.text[at+1:p.end], c)
			if n < 0 || strings.IndexByte("[{,:", before) < 0 || strings.IndexByte(p.text[at+1:at+1+n], '\\') >= 0 {
				return 0
			}
			at += n + 1
		case '#', '&', '*', '!', '|', '>', '%', '@', '`', '?':
			return 0
		}
		if c != ' ' {
			before = c
		}
	}
	return 0
}

// literal reads a block scalar, from its indicator on, and goes to the line behind it.
func (p *plainReader) literal(at, column int) *yaml.Node {
	n := p.node(yaml.ScalarNode, "!!str", at)
	n.Style = yaml.LiteralStyle
	header := p.text[at:p.end]
	if header != "|" && header != "|-" && header != "|+" {
		return p.fail()
	}
	indent, blank := p.literalIndent()
	if indent <= column || blank > indent {
		return p.fail()
	}
	var b strings.Builder
	content := 0 // the length of the value up to the break of its last line that is not blank
	for at := p.rest; at < len(p.text); {
		end := at + strings.IndexByte(p.text[at:], '\n')
		from := p.skipSpaces(at, min(end, at+indent))
		if from < end && from-at < indent {
			break
		}
		b.WriteString(p.text[from : end+1])
		if from < end {
			content = b.Len()
		}
		at = end + 1
		p.rest = at
		p.line++
	}
	n.Value = b.String()
	switch header {
	case "|":
		n.Value = n.Value[:content]
	case "|-":
		n.Value = n.Value[:content-1]
	}
	p.next()
	if p.failed {
		return p.fail()
	}
	return n
}

// literalIndent returns the indent of the first line of a block scalar that is not blank, 0 where there is none, and the
// most spaces on a blank line above it.
func (p *plainReader) literalIndent() (indent, blank int) {
	for at := p.rest; at < len(p.text); {
		end := at + strings.IndexByte(p.text[at:], '\n')
		from := p.skipSpaces(at, end)
		if from < end {
			if p.text[from] == '\t' {
				return 0, blank
			}
			return from - at, blank
		}
		blank = max(blank, from-at)
		at = end + 1
	}
	return 0, blank
}

// tagOf returns the tag that the parser resolves for a scalar without quotes.
func tagOf(value string) string {
	if value == "" {
		return "!!null"
	}
	switch c := value[0]; {
	case c >= '1' && c <= '9' && len(value) < 18 && digits(value):
		return "!!int"
	case c >= '0' && c <= '9', c == '+', c == '-', c == '.':
		return (&yaml.Node{Kind: yaml.ScalarNode, Value: value}).ShortTag()
	}
	switch value {
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return "!!bool"
	case "~", "null", "Null", "NULL":
		return "!!null"
	case "<<":
		return "!!merge"
	}
	return "!!str"
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
