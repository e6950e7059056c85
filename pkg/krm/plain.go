// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// readPlain reads a document that is plain block YAML from end to end, as orchestrators write it, many times faster than
// the parser of YAML. It returns the document node that the parser makes of it, equal in every field. It returns false
// for whatever it does not fully understand, and the parser is to read the document then: a wrong tree would corrupt a
// file, a false only costs time. FuzzPlain holds the two against each other.
func readPlain(in []byte) (*yaml.Node, bool) { return new(slabs).readPlain(in) }

// readPlain is the function of that name, for one of many documents.
func (s *slabs) readPlain(in []byte) (*yaml.Node, bool) {
	if len(in) == 0 || in[len(in)-1] != '\n' || !plainText(in) {
		return nil, false
	}
	p := plainReader{text: string(in), slabs: *s}
	doc, ok := p.document()
	*s = p.slabs // what a document took is gone, also where it was given up
	s.stack = s.stack[:0]
	return doc, ok
}

func (p *plainReader) document() (*yaml.Node, bool) {
	p.next()
	if p.failed || p.indent != 0 || p.opaque || p.isDash(p.start) {
		return nil, false
	}
	doc := p.node(yaml.DocumentNode, "", p.start)
	root := p.mapping(0)
	if p.failed || p.indent >= 0 || p.opaque {
		return nil, false
	}
	doc.Content = p.children([]*yaml.Node{root})
	return doc, true
}

// maxPlainDepth bounds how deep collections nest, far below the limit of the parser.
const maxPlainDepth = 200

// plainReader reads line by line. Its methods do nothing of use once it failed, and come to an end all the same.
type plainReader struct {
	text string
	rest int // offset of the line after the current one

	// The current line, the next one that holds more than white space and a comment: its number, its range without
	// white space at its end, and the number of spaces before its text. The indent is -1 at the end of the document.
	line, start, end, indent int

	// opaque says that something was met that only the parser can make nodes of; commented, that comments stand on
	// lines of their own right above the current one.
	opaque, commented, failed bool

	depth int
	slabs
}

// slabs are what nodes and their Content are cut of. Documents that live and go together share them: what one leaves over,
// the next one takes.
type slabs struct {
	whole    bool // no slab is shorter than others: more documents follow
	nodes    []yaml.Node
	pointers []*yaml.Node
	stack    []*yaml.Node // children whose parents are not yet complete
}

// next goes to the next line.
func (p *plainReader) next() {
	p.commented = false
	for p.rest < len(p.text) {
		start := p.rest
		n := strings.IndexByte(p.text[start:], '\n')
		p.rest += n + 1
		p.line++
		at, end := start, start+n
		for end > start && p.text[end-1] == ' ' {
			end--
		}
		if at = p.skipSpaces(at, end); at == end {
			continue
		}
		if p.text[at] == '#' {
			p.opaque, p.commented = true, true
			continue
		}
		p.start, p.end, p.indent = start, end, at-start
		text := p.text[start:end]
		p.failed = p.failed || strings.IndexByte(text, '\t') >= 0 || text[0] == '%' ||
			strings.HasPrefix(text, "---") || strings.HasPrefix(text, "...")
		return
	}
	p.start, p.end, p.indent = len(p.text), len(p.text), -1
}

func (p *plainReader) skipSpaces(at, end int) int {
	for at < end && p.text[at] == ' ' {
		at++
	}
	return at
}

// fail gives the document up. The line becomes the last one, which ends every loop.
func (p *plainReader) fail() *yaml.Node {
	p.failed = true
	p.rest, p.indent = len(p.text), -1
	p.start, p.end = len(p.text), len(p.text)
	return nil
}

// node makes a node that begins at an offset of the current line. All that stands before a node on its line is ASCII,
// so that bytes and columns are the same.
func (p *plainReader) node(kind yaml.Kind, tag string, at int) *yaml.Node {
	if len(p.nodes) == 0 {
		p.nodes = make([]yaml.Node, p.slab(nodesOfSlab))
	}
	n := &p.nodes[0]
	p.nodes = p.nodes[1:]
	n.Kind, n.Tag, n.Line, n.Column = kind, tag, p.line, at-p.start+1
	return n
}

// Lengths of slabs: with 215 nodes one fills 32 KiB, the largest size that the allocator keeps at hand.
const nodesOfSlab, pointersOfSlab = 215, 256

// slab returns the length of a new slab. A node takes some 20 bytes of text: a short document that stands alone gets a short
// slab, and none is much too long.
func (p *plainReader) slab(length int) int {
	if p.whole {
		return length
	}
	return min(length, 4+(len(p.text)-p.start)/20)
}

// children copies nodes into a slice of their own, without room behind it: who appends does not write over others.
func (p *plainReader) children(nodes []*yaml.Node) []*yaml.Node {
	n := len(nodes)
	if n > len(p.pointers) {
		if n > 128 {
			return append(make([]*yaml.Node, 0, n), nodes...)
		}
		p.pointers = make([]*yaml.Node, max(n, p.slab(pointersOfSlab)))
	}
	own := p.pointers[:n:n]
	p.pointers = p.pointers[n:]
	copy(own, nodes)
	return own
}

// block reads the collection whose first line is the current one, and goes to the line behind it.
func (p *plainReader) block(at int) *yaml.Node {
	if p.isDash(at) {
		return p.sequence(at-p.start, false)
	}
	return p.mapping(at - p.start)
}

func (p *plainReader) isDash(at int) bool {
	return at < p.end && p.text[at] == '-' && (at+1 == p.end || p.text[at+1] == ' ')
}

// mapping reads the mapping whose first key stands at a column, from 0, of the current line.
func (p *plainReader) mapping(column int) *yaml.Node {
	if p.depth++; p.failed || p.depth > maxPlainDepth {
		return p.fail()
	}
	m, bottom := p.node(yaml.MappingNode, "!!map", p.start+column), len(p.stack)
	for {
		key, at := p.key(p.start + column)
		if key == nil {
			return p.fail()
		}
		p.stack = append(p.stack, key)
		items := p.depth == 1 && key.Value == "items"
		value := p.value(at, column, items)
		if p.failed {
			return nil
		}
		p.stack = append(p.stack, value)
		if p.indent < column {
			break
		}
		if p.indent > column {
			return p.fail()
		}
	}
	m.Content = p.children(p.stack[bottom:])
	p.stack = p.stack[:bottom]
	p.depth--
	return m
}

// value reads the value of a key, from behind the colon.
func (p *plainReader) value(at, column int, items bool) *yaml.Node {
	if from, ok := p.behind(at); ok {
		return p.scalar(from, column)
	}
	null := p.node(yaml.ScalarNode, "!!null", at)
	p.next()
	switch {
	case p.failed:
		return p.fail()
	case p.indent >= column && p.isDash(p.start+p.indent):
		if items {
			return p.items(p.indent, p.indent == column)
		}
		return p.sequence(p.indent, p.indent == column)
	case p.indent > column:
		return p.mapping(p.indent)
	}
	return null
}

// behind returns where the text behind an indicator begins, and false where nothing follows but perhaps a comment.
func (p *plainReader) behind(at int) (int, bool) {
	at = p.skipSpaces(at, p.end)
	if at >= p.end {
		return at, false
	}
	if p.text[at] == '#' {
		p.opaque = true
		return at, false
	}
	return at, true
}

// sequence reads the sequence whose first dash stands at a column of the current line. One that stands right below the
// key to which it belongs ends at the next key.
func (p *plainReader) sequence(column int, belowKey bool) *yaml.Node {
	if p.depth++; p.failed || p.depth > maxPlainDepth {
		return p.fail()
	}
	s, bottom := p.node(yaml.SequenceNode, "!!seq", p.start+column), len(p.stack)
	for more := true; more; {
		n := p.entry(column)
		if p.failed {
			return nil
		}
		p.stack = append(p.stack, n)
		more = p.another(column, belowKey)
	}
	s.Content = p.children(p.stack[bottom:])
	p.stack = p.stack[:bottom]
	p.depth--
	return s
}

// another reports whether the current line is the next entry of a sequence.
func (p *plainReader) another(column int, belowKey bool) bool {
	switch {
	case p.indent < column:
		return false
	case p.indent == column && p.isDash(p.start+column):
		return true
	case p.indent > column || !belowKey:
		p.fail()
	}
	return false
}

// entry reads an entry of a sequence, from its dash on.
func (p *plainReader) entry(column int) *yaml.Node {
	dash := p.start + column
	at, ok := p.behind(dash + 1)
	if ok {
		if p.isDash(at) {
			return p.sequence(at-p.start, false)
		}
		if p.keyEnd(at) > 0 {
			return p.mapping(at - p.start)
		}
		return p.scalar(at, column)
	}
	null := p.node(yaml.ScalarNode, "!!null", dash+1)
	p.next()
	if p.failed {
		return p.fail()
	}
	if p.indent > column {
		return p.block(p.start + p.indent)
	}
	return null
}
