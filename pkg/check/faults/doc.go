// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Doc is a document of a set. A path to a field is made of names and of indices of lists: "spec", "sources", 0.
type Doc struct {
	set     *Set
	doc     krm.Document
	changed bool
	item    *krm.Item // of the text as it is now
}

// Path returns the path of the file.
func (d *Doc) Path() string { return d.doc.Path }

// Item returns the document as the resource that rules see.
func (d *Doc) Item() *krm.Item {
	if d.item == nil {
		list, err := krm.FromDocuments([]krm.Document{d.doc})
		if err != nil {
			d.set.t.Fatalf("reading %s: %v\n%s", d.doc.Path, err, d.doc.Text)
		}
		d.item = list.Items[0]
	}
	return d.item
}

// Has reports whether there is a field.
func (d *Doc) Has(path ...any) bool { _, n := d.find(path); return n != nil }

// Get returns the text of a scalar; "" where there is none.
func (d *Doc) Get(path ...any) string {
	_, n := d.find(path)
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// Len returns how many entries a list or a mapping has.
func (d *Doc) Len(path ...any) int {
	_, n := d.find(path)
	switch {
	case n == nil:
		return 0
	case n.Kind == yaml.MappingNode:
		return len(n.Content) / 2
	}
	return len(n.Content)
}

// Keys returns the keys of a mapping, in order.
func (d *Doc) Keys(path ...any) []string {
	_, n := d.find(path)
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	var keys []string
	for i := 0; i < len(n.Content); i += 2 {
		keys = append(keys, n.Content[i].Value)
	}
	return keys
}

// Line returns the line of its file on which the value of a field begins; without a path that of the resource.
func (d *Doc) Line(path ...any) int {
	_, n := d.find(path)
	return d.line(n, path)
}

// KeyLine returns the line of its file on which the key of a field stands.
func (d *Doc) KeyLine(path ...any) int {
	key, _ := d.find(path)
	return d.line(key, path)
}

// TextLine returns the line of its file that holds a text, which must stand in it once.
func (d *Doc) TextLine(text string) int {
	if strings.Count(string(d.doc.Text), text) != 1 {
		d.fail("the text %q does not stand once in", text)
	}
	before, _, _ := strings.Cut(string(d.doc.Text), text)
	return d.doc.Line + strings.Count(before, "\n")
}

func (d *Doc) line(n *yaml.Node, path []any) int {
	if n == nil {
		d.fail("%v is not in", path)
	}
	_, line := n, d.doc.Line+n.Line-1
	return line
}

// find returns the value at a path, and its key where it has one.
func (d *Doc) find(path []any) (key, value *yaml.Node) {
	value = d.Item().Node()
	for _, step := range path {
		key = nil
		switch step := step.(type) {
		case string:
			if value.Kind != yaml.MappingNode {
				return nil, nil
			}
			value, key = nil, value
			for i := 0; i+1 < len(key.Content); i += 2 {
				if key.Content[i].Value == step {
					key, value = key.Content[i], key.Content[i+1]
					break
				}
			}
		case int:
			if value.Kind != yaml.SequenceNode || step >= len(value.Content) {
				return nil, nil
			}
			value = value.Content[step]
		default:
			d.fail("%v is no path for", path)
		}
		if value == nil {
			return nil, nil
		}
	}
	return key, value
}

// replace puts a text in the place of the bytes from start up to end, and moves the documents behind it in the file.
func (d *Doc) replace(start, end int, text string) {
	old := d.doc.Text
	moved := strings.Count(text, "\n") - bytes.Count(old[start:end], []byte("\n"))
	d.doc.Text = append(append(append([]byte(nil), old[:start]...), text...), old[end:]...)
	d.changed, d.item = true, nil
	for _, other := range d.set.docs {
		if other.doc.Path == d.doc.Path && other.doc.Package == d.doc.Package && other.doc.Index > d.doc.Index {
			other.doc.Line += moved
			other.item = nil
		}
	}
}

func (d *Doc) fail(format string, args ...any) {
	d.set.t.Helper()
	d.set.t.Fatalf(format+" %s\n%s", append(args, d.doc.Path, d.doc.Text)...)
}
