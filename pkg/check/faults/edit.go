// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/fix"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// YAML is a value in the words of a file, where the order of its keys matters or Go has no word for it.
type YAML string

// Set makes a field hold a value: text, a boolean, a number, a slice, a map or YAML. What is not there yet on the way to
// the field is made; a new key gets a random place among the others.
func (d *Doc) Set(value any, path ...any) {
	want := d.tree()
	if d.Has(path...) {
		d.setExisting(encoded(d, value), path)
		setIn(want, encoded(d, value), path)
		d.agrees(want, "setting", path)
		return
	}
	there := len(path) - 1
	for !d.Has(path[:there]...) {
		there--
	}
	_, parent := d.find(path[:there])
	node := encoded(d, value)
	for i := len(path) - 1; i > there; i-- {
		node = &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{text(d.name(path, i)), node}}
	}
	name := d.name(path, there)
	if parent.Kind != yaml.MappingNode || len(parent.Content) == 0 {
		d.Set(&yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{text(name), node}}, path[:there]...)
		return
	}
	after := d.set.Intn(len(parent.Content) / 2)
	if d.inFlow(path[:there]) {
		_, end := d.span(parent.Content[2*after+1])
		d.replace(end, end, ", "+flow(text(name))+": "+flow(node))
	} else {
		key := parent.Content[2*after]
		end := d.blockEnd(key, parent.Content[2*after+1], key.Column-1)
		d.insertLines(end, block(&yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{text(name), node}}, parent.Content[0].Column-1))
	}
	at := lookup(want, path[:there])
	at.Content = append(at.Content[:2*after+2:2*after+2], append([]*yaml.Node{text(name), node}, at.Content[2*after+2:]...)...)
	d.agrees(want, "adding", path)
}

// Append adds an entry to the end of a list, which it makes where there is none, and returns its index.
func (d *Doc) Append(value any, path ...any) int {
	_, list := d.find(path)
	if list == nil || list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
		d.Set(&yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{encoded(d, value)}}, path...)
		return 0
	}
	want, node, count := d.tree(), encoded(d, value), len(list.Content)
	last := list.Content[count-1]
	if d.inFlow(path) {
		_, end := d.span(last)
		d.replace(end, end, ", "+flow(node))
	} else {
		dash := d.dash(last)
		indent := d.column(dash)
		d.insertLines(d.blockEnd(last, last, indent), block(&yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{node}}, indent))
	}
	at := lookup(want, path)
	at.Content = append(at.Content, node)
	d.agrees(want, "appending to", path)
	return count
}

// Remove takes a field or an entry away; the last one of a collection leaves it empty.
func (d *Doc) Remove(path ...any) {
	key, value := d.find(path)
	if value == nil {
		d.fail("%v is not in", path)
	}
	up := path[:len(path)-1]
	_, parent := d.find(up)
	want := d.tree()
	width, i := 1, 0
	if parent.Kind == yaml.MappingNode {
		width = 2
	}
	for parent.Content[i+width-1] != value {
		i += width
	}
	switch first := parent.Content[i]; {
	case len(parent.Content) == width:
		d.setExisting(&yaml.Node{Kind: parent.Kind, Style: yaml.FlowStyle}, up)
	case d.inFlow(up):
		start, end := d.offset(first), d.offset(parent.Content[min(i+width, len(parent.Content)-1)])
		if i > 0 {
			_, start = d.span(parent.Content[i-1])
			_, end = d.span(value)
		}
		d.replace(start, end, "")
	default:
		start := d.offset(first)
		if key == nil {
			start = d.dash(value)
		}
		end := d.blockEnd(first, value, d.column(start))
		if lineStart := d.lineStart(start); strings.TrimSpace(string(d.doc.Text[lineStart:start])) == "" {
			start = lineStart
		} else { // behind a dash: the next one takes its place
			end = d.offset(parent.Content[i+width])
			if key == nil {
				end = d.dash(parent.Content[i+1])
			}
		}
		d.replace(start, end, "")
	}
	at := lookup(want, up)
	at.Content = append(at.Content[:i:i], at.Content[i+width:]...)
	d.agrees(want, "removing", path)
}

// again writes a field whose value stands on one line a second time, behind itself.
func (d *Doc) again(path ...any) {
	key, value := d.find(path)
	if key == nil {
		d.fail("%v is not in", path)
	}
	start, _ := d.span(key)
	_, end := d.span(value)
	between := ", "
	if !d.inFlow(path[:len(path)-1]) {
		between = "\n" + strings.Repeat(" ", key.Column-1)
	}
	d.replace(end, end, between+string(d.doc.Text[start:end]))
}

// Rename gives a field another key.
func (d *Doc) Rename(name string, path ...any) {
	key, _ := d.find(path)
	if key == nil {
		d.fail("%v is not in", path)
	}
	want := d.tree()
	start, end := d.span(key)
	d.replace(start, end, flow(text(name)))
	at := lookup(want, path[:len(path)-1])
	for i := 0; i < len(at.Content); i += 2 {
		if at.Content[i].Value == key.Value {
			at.Content[i].Value = name
			break
		}
	}
	d.agrees(want, "renaming", path)
}

func (d *Doc) setExisting(node *yaml.Node, path []any) {
	key, value := d.find(path)
	if start, end, ok := fix.Token(d.doc.Text, value); ok && node.Kind == yaml.ScalarNode && !strings.Contains(node.Value, "\n") {
		d.replace(start, end, flow(node))
		return
	}
	if len(path) == 0 {
		d.fail("a whole resource cannot be set: %v in", path)
	}
	if d.inFlow(path[:len(path)-1]) {
		start, end := d.span(value)
		d.replace(start, end, flow(node))
		return
	}
	var start, end int
	var text string
	if key == nil {
		start = d.dash(value)
		indent := d.column(start)
		end = d.blockEnd(value, value, indent)
		text = block(&yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{node}}, indent)
	} else {
		start = d.offset(key)
		indent := d.column(start)
		end = d.blockEnd(key, value, indent)
		text = block(&yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: key.Value, Tag: key.Tag, Style: key.Style}, node}}, indent)
	}
	d.replace(start, end, strings.TrimLeft(text, " "))
}

// insertLines puts whole lines in at an offset, which is the start of a line or the end of the text.
func (d *Doc) insertLines(at int, lines string) {
	if at > 0 && d.doc.Text[at-1] != '\n' {
		lines = "\n" + lines
	}
	d.replace(at, at, lines)
}

// blockEnd returns the offset of the line behind a field or an entry of a list that begins with first, ends with last, and
// whose key or dash stands in column indent, counted from 0.
func (d *Doc) blockEnd(first, last *yaml.Node, indent int) int {
	line := max(lastLine(first), lastLine(last))
	at := d.lineStart(d.lineOffset(line))
	end := d.nextLine(at)
	for at = end; at < len(d.doc.Text); at = d.nextLine(at) {
		content := bytes.TrimRight(d.doc.Text[at:d.nextLine(at)], "\r\n ")
		trimmed := bytes.TrimLeft(content, " ")
		if len(trimmed) == 0 {
			continue
		}
		if len(content)-len(trimmed) <= indent {
			break
		}
		end = d.nextLine(at)
	}
	return end
}

// dash returns the offset of the dash of an entry of a list in block style.
func (d *Doc) dash(entry *yaml.Node) int {
	at := d.offset(entry)
	i := bytes.LastIndexByte(d.doc.Text[d.lineStart(at):at], '-')
	if i < 0 {
		d.fail("an entry of a list stands on no line with its dash in")
	}
	return d.lineStart(at) + i
}

// span returns the bytes of a scalar on one line, or of a collection in flow style.
func (d *Doc) span(n *yaml.Node) (start, end int) {
	start = d.offset(n)
	if n.Kind == yaml.ScalarNode {
		if n.Value == "" && n.Style == 0 {
			return start, start
		}
		if start, end, ok := fix.Token(d.doc.Text, n); ok {
			return start, end
		}
	}
	if n.Style&yaml.FlowStyle == 0 {
		d.fail("%q cannot be cut out of", n.Value)
	}
	depth, last := 0, byte(0)
	for i := start; i < len(d.doc.Text); i++ {
		c := d.doc.Text[i]
		switch {
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			if depth--; depth == 0 {
				return start, i + 1
			}
		case (c == '"' || c == '\'') && strings.IndexByte("[{,:", last) >= 0:
			for i++; d.doc.Text[i] != c; i++ {
				if c == '"' && d.doc.Text[i] == '\\' {
					i++
				}
			}
		}
		if c != ' ' && c != '\n' {
			last = c
		}
	}
	d.fail("a collection has no end in")
	return 0, 0
}

// inFlow reports whether one of the collections on a path is in flow style.
func (d *Doc) inFlow(path []any) bool {
	for i := 0; i <= len(path); i++ {
		if _, n := d.find(path[:i]); n.Style&yaml.FlowStyle != 0 {
			return true
		}
	}
	return false
}

func (d *Doc) offset(n *yaml.Node) int {
	at, ok := krm.Offset(d.doc.Text, n.Line, n.Column)
	if !ok {
		d.fail("a node has no place in")
	}
	return at
}

func (d *Doc) lineOffset(line int) int {
	at, _ := krm.Offset(d.doc.Text, line, 1)
	return at
}

func (d *Doc) lineStart(at int) int { return bytes.LastIndexByte(d.doc.Text[:at], '\n') + 1 }

func (d *Doc) nextLine(at int) int {
	if i := bytes.IndexByte(d.doc.Text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(d.doc.Text)
}

func (d *Doc) column(at int) int { return at - d.lineStart(at) }

func (d *Doc) name(path []any, i int) string {
	name, ok := path[i].(string)
	if !ok {
		d.fail("%v is not in", path[:i+1])
	}
	return name
}

// lastLine returns the last line on which something begins in a node.
func lastLine(n *yaml.Node) int {
	line := n.Line
	for _, c := range n.Content {
		line = max(line, lastLine(c))
	}
	return line
}
