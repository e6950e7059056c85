// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"fmt"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/fix"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// hidden takes the place of a value that the result does not name.
const hidden = "…"

// parsed is a document of a source.
type parsed struct {
	text []byte
	err  error
	// starts are the offsets of the lines: to count them for each result would take time with the square of a file.
	starts []int
	// tokens are the scalars by the line on which they begin.
	tokens map[int][]token
}

// token is a scalar of a document.
type token struct {
	node *yaml.Node
	// key is the key whose value it is, or in whose list it stands; isKey is set for a key itself.
	key   string
	isKey bool
}

func (s *source) parse(index int) *parsed {
	if p := s.parsed[index]; p != nil {
		return p
	}
	p := &parsed{text: s.docs[index].Text, tokens: map[int][]token{}, starts: krm.LineStarts(s.docs[index].Text)}
	var doc yaml.Node
	if p.err = yaml.Unmarshal(p.text, &doc); p.err == nil {
		p.collect(&doc, "", false)
	}
	for _, tokens := range p.tokens {
		sort.Slice(tokens, func(i, j int) bool { return tokens[i].node.Column < tokens[j].node.Column })
	}
	s.parsed[index] = p
	return p
}

func (p *parsed) collect(n *yaml.Node, key string, isKey bool) {
	if n.Kind == yaml.ScalarNode && n.Line > 0 {
		p.tokens[n.Line] = append(p.tokens[n.Line], token{n, key, isKey})
	}
	for i, c := range n.Content {
		switch {
		case n.Kind != yaml.MappingNode:
			p.collect(c, key, false)
		case i%2 == 0:
			p.collect(c, "", true)
		default:
			p.collect(c, n.Content[i-1].Value, false)
		}
	}
}

// excerpt is a line of a file with the place of a result in it.
type excerpt struct {
	text  string
	caret int // columns of a terminal before it
}

// excerpt returns the line of a result, with every value left out that the result does not name.
func (r *report) excerpt(result krm.Result) (excerpt, bool) {
	s := r.source(result)
	if s == nil || !s.mayBeSeen {
		return excerpt{}, false
	}
	text, line, column, ok := s.document(result)
	if !ok {
		return excerpt{}, false
	}
	p := s.parse(result.File.Index)
	if line > len(p.starts) {
		return excerpt{}, false
	}
	start := p.starts[line-1]
	if start == 0 && bytes.HasPrefix(text, []byte("\ufeff")) {
		start = len("\ufeff")
	}
	length := bytes.IndexAny(text[start:], "\r\n\u0085\u2028\u2029")
	if length < 0 {
		length = len(text) - start
	}
	w := &lineWriter{result: result, in: text[start : start+length], caretAt: column}
	if p.err != nil || len(p.tokens[line]) == 0 {
		w.inScalar()
	} else {
		w.tokens(text[start:], p.tokens[line])
	}
	if strings.TrimSpace(w.out.String()) == "" {
		return excerpt{}, false
	}
	return w.cut(), true
}

// lineWriter makes an excerpt of a line.
type lineWriter struct {
	result  krm.Result
	in      []byte
	caretAt int // column of the result in the line, from 1
	caret   int // the same in the output
	found   bool
	at      int // offset in the line
	out     strings.Builder
}

// tokens writes the line with which text begins, of which the scalars are known.
func (w *lineWriter) tokens(text []byte, tokens []token) {
	for _, t := range tokens {
		from, ok := krm.Offset(text, 1, t.node.Column)
		if !ok || from < w.at || from > len(w.in) {
			continue
		}
		w.between(w.in[w.at:from])
		w.at = from
		to := len(w.in)
		here := *t.node
		here.Line = 1
		_, end, whole := fix.Token(text, &here)
		if whole {
			to = min(end, len(w.in))
		}
		switch {
		case t.isKey && whole, t.node.Value == "" && whole, whole && w.mayShow(t):
			w.write(string(w.in[w.at:to]))
		case t.node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
			w.write(string(w.in[w.at:to])) // the indicator of a block
		default:
			w.write(hidden)
		}
		w.at = to
	}
	w.between(w.in[w.at:])
}

// known are keys whose values name things.
var known = map[string]bool{"apiVersion": true, "kind": true, "group": true, "name": true, "namespace": true}

// mayShow reports whether the value of a scalar is one that the result names itself, or one that says nothing.
func (w *lineWriter) mayShow(t token) bool {
	v := t.node.Value
	switch tag := t.node.ShortTag(); {
	case tag == "!!bool", tag == "!!null", tag == "!!merge":
		return true
	}
	return known[t.key] || w.named(v)
}

func (w *lineWriter) named(v string) bool {
	r := w.result
	if strings.TrimSpace(v) == "" || len(v) > 2 && strings.Contains(r.Message, v) || strings.Contains(r.Message, fmt.Sprintf("%q", v)) {
		return true
	}
	if r.Resource != nil && (v == r.Resource.APIVersion || v == r.Resource.Kind || v == r.Resource.Name || v == r.Resource.Namespace) {
		return true
	}
	return r.Field != nil && (fmt.Sprint(r.Field.CurrentValue) == v || fmt.Sprint(r.Field.ProposedValue) == v)
}

// inScalar writes a line of a text in several lines, or of what is no YAML: up to the first colon, unless all of it is
// named, or it is a line of a policy.
func (w *lineWriter) inScalar() {
	line := string(w.in)
	bare := strings.TrimSpace(line)
	if w.named(bare) || strings.HasPrefix(bare, "p,") || strings.HasPrefix(bare, "g,") {
		w.write(line)
		return
	}
	key, value, ok := strings.Cut(line, ":")
	switch {
	case !ok:
		w.write(line[:len(line)-len(strings.TrimLeft(line, " -"))])
		w.write(hidden)
	case strings.TrimSpace(value) == "":
		w.write(line)
	case w.named(strings.TrimSpace(value)) && w.named(strings.Trim(strings.TrimSpace(value), `"'`)):
		w.write(line)
	case strings.ContainsAny(key, "=/@\"'{"):
		w.write(hidden)
	default:
		w.write(key + ": " + hidden)
	}
}

// between writes what stands between scalars: punctuation, anchors, aliases and tags, but no comment.
func (w *lineWriter) between(text []byte) {
	if i := bytes.IndexByte(text, '#'); i >= 0 {
		text = text[:i]
	}
	for len(text) > 0 {
		n := 1
		switch c := text[0]; {
		case strings.IndexByte(" \t-?:,[]{}|>+", c) >= 0:
			w.write(string(c))
		case strings.IndexByte("&*!", c) >= 0:
			n = upTo(text, " \t,[]{}")
			w.write(string(text[:n]))
		default: // the end of a text in several lines
			n = upTo(text, ",[]{}")
			w.write(hidden)
		}
		text = text[n:]
		w.at += n
	}
}

// upTo is the length of text before the first of some characters, and at least 1.
func upTo(text []byte, any string) int {
	if i := bytes.IndexAny(text[1:], any); i >= 0 {
		return i + 1
	}
	return len(text)
}

// write appends text of the line, without what steers a terminal, and notes where the caret belongs.
func (w *lineWriter) write(text string) {
	if w.column() >= w.caretAt && !w.found {
		w.caret, w.found = width(w.out.String()), true
	}
	w.out.WriteString(krm.OneLine(strings.ReplaceAll(text, "\t", "    ")))
}

// column is the column, from 1, of the next byte of the line.
func (w *lineWriter) column() int { return 1 + len([]rune(string(w.in[:min(w.at, len(w.in))]))) }

// Limits of an excerpt, in columns of a terminal.
const (
	maxWidth  = 120
	maxBefore = 80
)

// cut shortens a long line around its caret.
func (w *lineWriter) cut() excerpt {
	text, caret := strings.TrimRight(w.out.String(), " "), w.caret
	if !w.found {
		caret = min(max(w.caretAt-1, 0), width(text))
	}
	if caret > maxBefore {
		var dropped int
		for i, c := range text {
			if caret-dropped <= maxBefore/2 {
				text = hidden + text[i:]
				break
			}
			dropped += runeWidth(c)
		}
		caret -= dropped - 1
	}
	total := 0
	for i, c := range text {
		if total += runeWidth(c); total > maxWidth {
			text = text[:i] + hidden
			break
		}
	}
	return excerpt{text, caret}
}
