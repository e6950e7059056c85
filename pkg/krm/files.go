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
	// Column is the column on which it begins; 0 means 1.
	Column int
	Text   []byte
}

// FromDocuments makes a list of the resources of a package that Fairlead reads itself. Its results name lines and
// columns. The error holds every document that is no resource, one per line.
func FromDocuments(docs []Document) (*ResourceList, error) {
	l := &ResourceList{Items: make([]*Item, 0, len(docs))}
	var problems []error
	shared := slabs{whole: len(docs) > 1}
	for _, d := range docs {
		it, err := readDocument(d, &shared)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		l.Items = append(l.Items, it)
	}
	return l, errors.Join(problems...)
}

// DocumentError is a document that is no resource.
type DocumentError struct{ Result Result }

// Error returns place and message.
func (e *DocumentError) Error() string { return strings.TrimPrefix(e.Result.String(), "error: ") }

// DocumentResults returns the results that the error of FromDocuments holds; nil for another error.
func DocumentResults(err error) []Result {
	var results []Result
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			results = append(results, DocumentResults(e)...)
		}
		return results
	}
	var e *DocumentError
	if errors.As(err, &e) {
		return []Result{e.Result}
	}
	return nil
}

func (d Document) problem(line, column int, format string, args ...any) error {
	return &DocumentError{Result{
		Message: fmt.Sprintf(format, args...), Rule: "no-resource",
		File: &File{Path: d.Path, Index: d.Index}, Line: d.Line + line - 1, Column: column,
	}}
}

func readDocument(d Document, shared *slabs) (*Item, error) {
	if at := invalidUTF8(d.Text); at >= 0 {
		return nil, d.problem(1+bytes.Count(d.Text[:at], []byte("\n")), 1, "must be UTF-8")
	}
	doc, err := shared.decode(d.Text)
	if err != nil && !errors.Is(err, io.EOF) {
		line, words := cutLine(SyntaxError(err), d.Text)
		return nil, d.problem(line, 1, "must be YAML: %s", words)
	}
	if len(doc.Content) != 1 {
		return nil, d.problem(1, 1, "must be a resource, is empty")
	}
	root := Resolve(doc.Content[0])
	it, err := newItem(root)
	if err != nil {
		at := PlaceOf(err, root)
		return nil, d.problem(at.Line, at.Column, "%v; a file of a package that is no resource belongs into .krmignore", err)
	}
	// Comments above and below the resource hang on the document, and are printed with the resource.
	it.node.HeadComment = joinComments(doc.HeadComment, it.node.HeadComment)
	it.node.FootComment = joinComments(it.node.FootComment, doc.FootComment)
	it.Package = d.Package
	it.Path, it.Index, it.line, it.column, it.text = d.Path, d.Index, d.Line, d.Column, d.Text
	it.source, it.startLine = d.Text, 1
	return it, nil
}

// decode reads the first document of a text.
func (s *slabs) decode(text []byte) (*yaml.Node, error) {
	if doc, ok := s.readPlain(text); ok {
		return doc, nil
	}
	doc := new(yaml.Node)
	return doc, yaml.NewDecoder(bytes.NewReader(text)).Decode(doc)
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
