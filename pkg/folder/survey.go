// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Unread is a file or a folder that a Survey could not read.
type Unread struct {
	// Path is relative to the folder and slash-separated.
	Path string
	// Link is set for a link that leads nowhere or out of the folder, and for what is no regular file: the folder may be
	// as it is meant to be.
	Link bool
	Err  error
}

// survey is what a tree that is only looked at notes down.
type survey struct{ unread []Unread }

// Survey reads a folder that may never have been meant for kpt, such as a whole repository: as Read does, but what cannot
// be read is listed and the rest is read all the same. A file that is not UTF-8 is among the documents as it is. Folders
// that hold other people's files (.git, node_modules) are left out.
func Survey(dir string) (*Package, []Unread, error) {
	root, err := rootOf(dir)
	if err != nil {
		return nil, nil, err
	}
	t := &tree{dir: root, files: map[string]*file{}, survey: &survey{}}
	p, err := t.read(".")
	return p, t.survey.unread, err
}

// ReadFile reads one file, of whatever name, as the only one of a package that is its folder.
func ReadFile(name string) (*Package, error) {
	real, err := filepath.EvalSymlinks(name)
	if err == nil {
		real, err = filepath.Abs(real)
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, plain(err))
	}
	info, err := os.Stat(real)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, plain(err))
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("reading %s: it is not a regular file", name)
	}
	t := &tree{dir: filepath.Dir(real), files: map[string]*file{}, survey: &survey{}}
	p := &Package{Dir: t.dir, Path: ".", tree: t}
	f, err := t.readFile(filepath.Base(real), filepath.Base(real))
	if err != nil {
		return nil, err
	}
	p.add(f)
	return p, nil
}

// Content returns a file of the package, or of one below it, as it was read; nil where it was not.
func (p *Package) Content(path string) []byte {
	if f := p.tree.files[path]; f != nil {
		return f.content
	}
	return nil
}

// Real returns where a file of the package, or of one below it, really stands: another path where it is a link. Paths are
// relative to the root package.
func (p *Package) Real(path string) string {
	if f := p.tree.files[path]; f != nil {
		return f.real
	}
	return path
}

// pass notes an error of a survey and returns nil; without one it returns the error.
func (t *tree) pass(rel string, link bool, err error) error {
	if err == nil || t.survey == nil {
		return err
	}
	for _, u := range t.survey.unread {
		if u.Path == rel {
			return nil
		}
	}
	t.survey.unread = append(t.survey.unread, Unread{Path: rel, Link: link, Err: err})
	return nil
}

// skips says whether a survey leaves a folder out.
func (t *tree) skips(info fs.FileInfo) bool {
	return t.survey != nil && (info.Name() == ".git" || info.Name() == "node_modules")
}
