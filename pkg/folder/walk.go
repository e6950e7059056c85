// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"

	gitignore "github.com/monochromegane/go-gitignore"
)

// kptfile is the name of the file that makes a folder a package.
const kptfile = "Kptfile"

// tree is what all packages of one Read share.
type tree struct {
	dir      string // absolute, without links
	files    map[string]*file
	packages []*Package
	ignores  []ignore // of the package with the same position
	size     int64
	survey   *survey // nil where whatever cannot be read is an error
}

// read reads the package at rel, sub-packages first, because that is the order in which kpt renders.
func (t *tree) read(rel string) (*Package, error) {
	p := &Package{Dir: t.abs(rel), Path: rel, tree: t}
	ignored, err := t.readIgnore(rel)
	if err != nil {
		if err = t.pass(path.Join(rel, krmignore), false, err); err != nil {
			return nil, err
		}
		ignored = ignore{gitignore.DummyIgnoreMatcher(false)}
	}
	t.packages, t.ignores = append(t.packages, p), append(t.ignores, ignored)
	subs, err := t.subpackages(rel)
	if err != nil {
		return nil, err
	}
	for _, sub := range subs {
		child, err := t.read(sub)
		if err != nil {
			return nil, err
		}
		p.Packages = append(p.Packages, child)
	}
	return p, t.readFiles(p, ignored)
}

// subpackages lists the folders below rel that are packages and lie in no other one. kpt does not ask .krmignore here.
func (t *tree) subpackages(rel string) ([]string, error) {
	var found []string
	err := t.walk(rel, func(sub string, info fs.FileInfo) error {
		if sub == rel || !info.IsDir() {
			return nil
		}
		if info.Name() == ".git" || t.skips(info) {
			return filepath.SkipDir
		}
		is, err := t.isPackage(sub)
		if is {
			found = append(found, sub)
			return filepath.SkipDir
		}
		return err
	})
	// kpt sorts whole paths as strings, where "a-b" comes before "a/b"; the walk has it the other way round.
	sort.Strings(found)
	return found, err
}

// readFiles reads the package's own files into p.
func (t *tree) readFiles(p *Package, ignored ignore) error {
	return t.walk(p.Path, func(rel string, info fs.FileInfo) error {
		if rel == p.Path {
			return nil
		}
		if ignored.match(rel, info.IsDir()) {
			return p.ignore(rel, info)
		}
		if info.IsDir() {
			is, err := t.isPackage(rel)
			if is || t.skips(info) {
				return filepath.SkipDir
			}
			return err
		}
		actual, err := t.follow(rel, info)
		if err != nil || actual == "" {
			return t.pass(rel, true, err)
		}
		f, err := t.readFile(rel, actual)
		if err != nil {
			return t.pass(rel, false, err)
		}
		p.add(f)
		return nil
	})
}

// ignore notes what .krmignore hides. A sub-package below it is read all the same.
func (p *Package) ignore(rel string, info fs.FileInfo) error {
	if info.IsDir() {
		p.Ignored = append(p.Ignored, rel+"/")
		return filepath.SkipDir
	}
	if matches(rel) {
		p.Ignored = append(p.Ignored, rel)
	}
	return nil
}

// isPackage says whether the folder holds a Kptfile; kpt follows a link here.
func (t *tree) isPackage(rel string) (bool, error) {
	info, err := os.Stat(t.abs(path.Join(rel, kptfile)))
	if err == nil && info.IsDir() && t.survey == nil {
		return false, fmt.Errorf("reading %s: it must be a file, not a folder", path.Join(rel, kptfile))
	}
	return err == nil && !info.IsDir(), nil
}

// matches says whether kpt reads a file of this name. Upper-case endings do not count.
func matches(rel string) bool {
	switch path.Ext(rel) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return path.Base(rel) == kptfile
}

// walk visits all below rel in kpt's order with paths relative to the root package. It enters no link.
func (t *tree) walk(rel string, visit func(rel string, info fs.FileInfo) error) error {
	return filepath.Walk(t.abs(rel), func(abs string, info fs.FileInfo, err error) error {
		sub, relErr := filepath.Rel(t.dir, abs)
		if err = errors.Join(err, relErr); err != nil {
			err = fmt.Errorf("reading %s: %w", filepath.ToSlash(sub), plain(err))
			if sub == "." {
				return err
			}
			if err = t.pass(filepath.ToSlash(sub), false, err); err == nil && info != nil && info.IsDir() {
				return filepath.SkipDir
			}
			return err
		}
		return visit(filepath.ToSlash(sub), info)
	})
}

func (t *tree) abs(rel string) string { return filepath.Join(t.dir, filepath.FromSlash(rel)) }
