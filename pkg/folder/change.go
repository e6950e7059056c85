// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Change is one wish of a Plan: made by Replace, Remove or Add.
type Change struct {
	kind  changeKind
	path  string
	index int
	text  []byte
}

type changeKind int

const (
	replacing changeKind = iota
	removing
	adding
)

// Replace gives the document at path and index a new text.
func Replace(path string, index int, text []byte) Change {
	return Change{replacing, path, index, text}
}

// Remove takes the document at path and index out of its file. A file without documents is deleted; its folder stays,
// as it does in kpt.
func Remove(path string, index int) Change {
	return Change{kind: removing, path: path, index: index}
}

// Add appends a document to the file at path, relative to the root package. The file and its folders are made when
// there are none; several documents for one path stand in the order given.
func Add(path string, text []byte) Change {
	return Change{kind: adding, path: path, text: text}
}

// String names the change in errors.
func (c Change) String() string {
	switch c.kind {
	case replacing:
		return fmt.Sprintf("replacing document %d of %s", c.index, c.path)
	case removing:
		return fmt.Sprintf("removing document %d of %s", c.index, c.path)
	}
	return "adding a document to " + c.path
}

// check refuses a text that would not be read back as the one document that it is meant to be.
func (c Change) check() error {
	if c.kind == removing {
		return nil
	}
	if !utf8.Valid(c.text) {
		return errors.New("the text must be UTF-8")
	}
	p := split(c.text)
	if len(p.parts) != 1 || !bytes.Equal(p.parts[0].text, c.text) {
		return errors.New("the text must be exactly one document, without a `---` or `...` line")
	}
	return nil
}
