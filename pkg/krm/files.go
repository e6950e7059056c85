// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Document is one resource of a file, as a package on disk holds it.
type Document struct {
	// Path is slash-separated and relative to the package; Index counts from 0 in the file.
	Path  string
	Index int
	// Package is the package that holds the file: "" or "." for the one that is read, anything else for one below it.
	Package string
	// Line is the line of the file, from 1, on which Text begins.
	Line int
	Text []byte
}

// FromDocuments makes a list of the resources of a package that Fairlead reads itself. Its results name lines and
// columns. The error holds every document that is no resource, one per line.
func FromDocuments(docs []Document) (*ResourceList, error) {
	l := &ResourceList{Items: make([]*Item, 0, len(docs))}
	var problems []error
	for _, d := range docs {
		it, err := readDocument(d)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		l.Items = append(l.Items, it)
	}
	return l, errors.Join(problems...)
}

func readDocument(d Document) (*Item, error) {
	where := fmt.Sprintf("%s:%d", d.Path, d.Line)
	if at := invalidUTF8(d.Text); at >= 0 {
		return nil, fmt.Errorf("%s:%d: not UTF-8", d.Path, d.Line+bytes.Count(d.Text[:at], []byte("\n")))
	}
	var doc yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(d.Text)).Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", where, relocate(SyntaxError(err), d.Line))
	}
	if len(doc.Content) != 1 {
		return nil, fmt.Errorf("%s: must be a resource, is empty", where)
	}
	it, err := newItem(doc.Content[0])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", where, err)
	}
	// Comments above and below the resource hang on the document, and are printed with the resource.
	it.node.HeadComment = joinComments(doc.HeadComment, it.node.HeadComment)
	it.node.FootComment = joinComments(it.node.FootComment, doc.FootComment)
	it.Package = d.Package
	it.Path, it.Index, it.line, it.text = d.Path, d.Index, d.Line, d.Text
	it.source, it.startLine = d.Text, 1
	return it, nil
}

// relocate adds the line on which a document begins to the line that the parser names.
func relocate(err error, line int) error {
	var n int
	if _, scan := fmt.Sscanf(err.Error(), "not YAML: line %d:", &n); scan != nil {
		return err
	}
	_, rest, _ := strings.Cut(err.Error(), fmt.Sprintf("line %d:", n))
	return fmt.Errorf("not YAML: line %d:%s", n+line-1, rest)
}

func joinComments(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n\n" + b
}

// YAML returns the resource as a document of a file: the bytes with which it came where nothing changed it.
func (i *Item) YAML() ([]byte, error) {
	switch {
	case i.state == added:
		text := Append(nil, i.build(), 0)
		i.builder.Reset()
		return text, nil
	case i.state == untouched && i.text != nil:
		return i.text, nil
	case i.splices != nil && i.text != nil:
		p := patch{in: i.text}
		p.splice(i.splices)
		var b bytes.Buffer
		err := p.apply(&b)
		return b.Bytes(), err
	}
	if isJSON(i.Path) {
		n, err := Expand(i.node)
		if err != nil {
			return nil, err
		}
		return append(appendJSON(nil, n, 0), '\n'), nil
	}
	return Encode(i.node, Wide(i.came))
}
