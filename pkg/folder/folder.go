// SPDX-License-Identifier: Apache-2.0

// Package folder reads a package from disk the way kpt reads it and replaces its files atomically.
//
// It knows bytes, files and documents, not Kubernetes. What it takes from kpt (1.0.0-beta.56): which files count,
// .krmignore, sub-packages, links, hidden folders, the order and the index of the documents. Where kpt goes on
// silently and loses something, it says so: a link that leaves the package is an error, and a document that kpt would
// drop is marked Lost.
package folder

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Package is one kpt package: the documents of a folder, without those of its sub-packages.
type Package struct {
	// Dir is the absolute folder of the package with all links resolved.
	Dir string
	// Path is the folder relative to the root package, slash-separated; "." for the root package itself.
	Path string
	// Documents are the package's own documents in kpt's order: a walk sorted by name, then by place in the file.
	Documents []Document
	// Packages are the direct sub-packages, sorted by path: folders with a Kptfile, however deep below this one.
	// As in kpt, .krmignore hides no sub-package; only folders named .git are not searched.
	Packages []*Package
	// Ignored are the files and folders that .krmignore hides, relative to the root package and in the order of the
	// walk. A folder ends in a slash, and what it holds is not listed.
	Ignored []string

	tree *tree
}

// Document is one YAML or JSON document of a file.
type Document struct {
	// Path is the file, relative to the root package and slash-separated. Path and Index name a document in a Change.
	Path string
	// Package is the Path of the package that holds the file.
	Package string
	// Index counts the documents of the file from 0. Empty documents (nothing, comments, null) are not counted.
	Index int
	// Line is the line of the file, from 1, that holds the first byte of Text. Lines end in LF, CRLF or a lone CR.
	Line int
	// Column is the column, from 1, of that byte: more than 1 only behind a `---` on the same line.
	Column int
	// Text is the document without its separator line. It shares memory with the file: it must not be changed.
	Text []byte
	// Lost says that kpt does not see this document and deletes it when it next writes the file: it follows `...`
	// without `---`, or its `---` stands between lone CRs. Later documents of the file have a lower index in kpt.
	Lost bool
}

// PackagePath is the path of the file relative to the package that holds it: kpt's path annotation.
func (d Document) PackagePath() string {
	return strings.TrimPrefix(d.Path, d.Package+"/")
}

// Read reads the package in dir and all its sub-packages. A dir without a Kptfile is read like one with it.
//
// It fails on a file that is not UTF-8, on more than 256 MiB in total, on a .krmignore pattern that crashes kpt, and on
// a link out of dir: a link to a folder, or to a file that would be read.
func Read(dir string) (*Package, error) {
	root, err := rootOf(dir)
	if err != nil {
		return nil, err
	}
	t := &tree{dir: root, files: map[string]*file{}}
	return t.read(".")
}

// rootOf returns the absolute folder with all links resolved.
func rootOf(dir string) (string, error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", dir, err)
	}
	// kpt, too, takes the folder to which a link leads as the package.
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return "", fmt.Errorf("reading %s: %w", dir, plain(err))
	}
	info, err := os.Stat(root)
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", dir, plain(err))
	}
	if !info.IsDir() {
		return "", fmt.Errorf("reading %s: it must be a folder", dir)
	}
	return root, nil
}

// All returns the documents of the package and of its sub-packages in the order in which kpt hands them to a function
// of this package: those of each sub-package first.
func (p *Package) All() []Document {
	var all []Document
	for _, sub := range p.Packages {
		all = append(all, sub.All()...)
	}
	return append(all, p.Documents...)
}

// add appends the documents of one file.
func (p *Package) add(f *file) {
	for i, part := range f.parts {
		p.Documents = append(p.Documents, Document{
			Path:    f.path,
			Package: p.Path,
			Index:   i,
			Line:    part.line,
			Column:  part.column,
			Text:    part.text,
			Lost:    part.lost,
		})
	}
}
