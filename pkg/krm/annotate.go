// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// splice is text put into an item's bytes before an offset.
type splice struct {
	at   int
	text string
}

// Annotate sets an annotation and reports whether it was not so before. Where the resource is written in block style it
// gains one line, or two, and every other byte stays as a person wrote it.
func (i *Item) Annotate(key, value string) bool {
	if v, ok := i.Annotation(key); ok && v == value {
		return false
	}
	s, ok := i.annotationLine(key, value)
	n := withAnnotation(i.node, key, value)
	if !ok || i.state != untouched {
		i.Set(n)
		return true
	}
	i.Set(n)
	i.splices = []splice{s}
	return true
}

// annotationLine returns the line to put in for a new annotation, and false where the layout leaves no place for one.
func (i *Item) annotationLine(key, value string) (splice, bool) {
	meta := rawField(i.node, "metadata")
	if _, there := i.Annotation(key); there || meta == nil || meta.Kind != yaml.MappingNode || isJSON(i.Path) {
		return splice{}, false
	}
	pair := string(appendScalar(nil, String(key), 0)) + ": " + string(appendScalar(nil, String(value), 0))
	line := pair + "\n"
	_, inFlow := rawPair(meta, "annotations")
	if meta.Style&yaml.FlowStyle != 0 {
		if inFlow != nil {
			return i.firstIn(inFlow, pair)
		}
		return i.firstIn(meta, "annotations: {"+pair+"}")
	}
	if k, v := rawPair(meta, "annotations"); k != nil {
		if v.Style&yaml.FlowStyle != 0 {
			return i.firstIn(v, pair)
		}
		if v.Kind != yaml.MappingNode || v.Style != 0 || v.Anchor != "" || len(v.Content) == 0 || v.Content[0].Line <= k.Line {
			return splice{}, false
		}
		return i.lineAfter(k, strings.Repeat(" ", v.Content[0].Column-1)+line)
	}
	k, v := rawPair(meta, "name")
	if k == nil || v.Kind != yaml.ScalarNode || v.Line != k.Line || strings.ContainsAny(v.Value, " \n") ||
		v.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return splice{}, false
	}
	indent := strings.Repeat(" ", k.Column-1)
	return i.lineAfter(k, indent+"annotations:\n"+indent+"  "+line)
}

// firstIn returns a pair as the first one of a mapping in flow style.
func (i *Item) firstIn(m *yaml.Node, pair string) (splice, bool) {
	c := cursor{in: i.source, at: i.startAt, line: i.startLine}
	at, ok := c.offset(m.Line, m.Column)
	if !ok || m.Kind != yaml.MappingNode || at >= len(i.source) || i.source[at] != '{' {
		return splice{}, false // an anchor or a tag stands before the brace
	}
	if len(m.Content) > 0 {
		pair += ", "
	}
	return splice{at + 1, pair}, true
}

// lineAfter returns text as the line after that of a key, if the key is the first thing on its line.
func (i *Item) lineAfter(key *yaml.Node, text string) (splice, bool) {
	c := cursor{in: i.source, at: i.startAt, line: i.startLine}
	at, ok := c.offset(key.Line, key.Column)
	if !ok || len(bytes.Trim(i.source[c.at:at], " ")) > 0 {
		return splice{}, false
	}
	n := nextBreak(i.source[c.at:])
	if n < 0 {
		return splice{len(i.source), "\n" + strings.TrimSuffix(text, "\n")}, true
	}
	switch line := i.source[c.at : c.at+n]; {
	case line[n-1] != '\n': // a lone CR and its like are left to the encoder
		return splice{}, false
	case n > 1 && line[n-2] == '\r':
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return splice{c.at + n, text}, true
}

// withAnnotation returns a copy of a resource with an annotation. Everything but the way to the annotation is shared.
func withAnnotation(n *yaml.Node, key, value string) *yaml.Node {
	root := *n
	meta := Map()
	if m := Lookup(n, "metadata"); m != nil {
		*meta = *m
	}
	annotations := Map()
	if a := Lookup(meta, "annotations"); a != nil && a.Kind == yaml.MappingNode {
		*annotations = *a
		annotations.Anchor = ""
	}
	annotations.Content = append([]*yaml.Node(nil), annotations.Content...)
	meta.Content = append([]*yaml.Node(nil), meta.Content...)
	meta.Anchor = ""
	root.Content = append([]*yaml.Node(nil), root.Content...)
	v := String(value)
	if _, old := rawPair(annotations, key); old != nil {
		v.LineComment, v.HeadComment = old.LineComment, old.HeadComment
	}
	setKey(annotations, key, v)
	setKey(meta, "annotations", annotations)
	setKey(&root, "metadata", meta)
	return &root
}

func rawField(n *yaml.Node, key string) *yaml.Node {
	_, v := rawPair(n, key)
	return v
}

// rawPair returns key and value as they are written, aliases not resolved.
func rawPair(n *yaml.Node, key string) (k, v *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key && n.Content[i].Kind == yaml.ScalarNode {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}
