// SPDX-License-Identifier: Apache-2.0

package wrapper

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// privateCopy is a folder of one build, with the part of the repository that kustomize can read. Nobody else writes there,
// so what is read in it is what is built.
type privateCopy struct {
	// dir holds the copied tree, a PATH with the functions alone, and an empty plugin home.
	dir string
	// source is the folder that is copied, without links: the Git work tree or the working directory. top is where it lies
	// in the copy.
	source, top string
	// done are the files and folders that are copied, by their paths in the source.
	done map[string]bool
}

const copyPrefix = "fairlead-build-"

// newCopy makes a private folder with nothing of the source in it yet. The functions lead to the binary self. A copy that
// could not be finished is returned beside the error, for remove.
func newCopy(source, self string, functions []string) (*privateCopy, error) {
	temporary := os.TempDir()
	removeLeftOvers(temporary)
	dir, err := os.MkdirTemp(temporary, copyPrefix)
	if err != nil {
		return nil, fmt.Errorf("making a private copy: %w", err)
	}
	c := &privateCopy{dir: dir, source: source, done: map[string]bool{}}
	if c.dir, err = filepath.EvalSymlinks(dir); err != nil {
		return c, fmt.Errorf("making a private copy: %w", err)
	}
	c.top = filepath.Join(c.dir, "tree")
	for _, sub := range []string{c.bin(), c.home(), c.top} {
		if err := os.Mkdir(sub, 0o700); err != nil {
			return c, fmt.Errorf("making a private copy: %w", err)
		}
	}
	for _, name := range functions {
		if err := os.Symlink(self, filepath.Join(c.bin(), name)); err != nil {
			return c, fmt.Errorf("making a private copy: %w", err)
		}
	}
	return c, nil
}

// bin is a folder that holds the functions alone, and home one that holds nothing.
func (c *privateCopy) bin() string  { return filepath.Join(c.dir, "bin") }
func (c *privateCopy) home() string { return filepath.Join(c.dir, "plugins") }

// remove removes the copy. It may be nil.
func (c *privateCopy) remove() error {
	if c == nil {
		return nil
	}
	if err := os.RemoveAll(c.dir); err != nil {
		return fmt.Errorf("removing the private copy: %w", err)
	}
	return nil
}

// leftOver is the age from which on the copy of a build that was killed is removed by a later one. No build lives that
// long: Argo CD gives it 90 seconds.
const leftOver = time.Hour

func removeLeftOvers(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // what cannot be looked at cannot be tidied
	}
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), copyPrefix) {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > leftOver {
			_ = os.RemoveAll(filepath.Join(dir, e.Name())) // somebody else's cannot be removed
		}
	}
}

// copied is where a path of the source lies in the copy, and original the other way round.
func (c *privateCopy) copied(path string) string   { return move(path, c.source, c.top) }
func (c *privateCopy) original(path string) string { return move(path, c.top, c.source) }

func move(path, from, to string) string {
	rel, err := filepath.Rel(from, path)
	if err != nil {
		return to // both are absolute, so there is a way from one to the other
	}
	return filepath.Join(to, rel)
}

// errOutside says that a path leads out of the source.
var errOutside = errors.New("it leads out of the repository")

// reach copies what lies at a path of the source, and the links on the way to it.
func (c *privateCopy) reach(path string) error {
	rel, err := filepath.Rel(c.source, path)
	if err != nil || !filepath.IsLocal(rel) {
		return errOutside
	}
	at := c.source
	steps := strings.Split(rel, string(filepath.Separator))
	if slices.Contains(steps, gitFolder) {
		return fs.ErrNotExist
	}
	for _, step := range steps {
		at = filepath.Join(at, step)
		info, err := os.Lstat(at)
		if err != nil {
			return err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			continue
		}
		to, err := c.follow(at)
		if err != nil {
			return err
		}
		if err := c.addLink(at, to); err != nil {
			return err
		}
		at = to
	}
	return c.add(at)
}

// gitFolder is never copied.
const gitFolder = ".git"

// follow returns where a link leads.
func (c *privateCopy) follow(link string) (string, error) {
	to, err := filepath.EvalSymlinks(link)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(c.source, to)
	if err != nil || !filepath.IsLocal(rel) || slices.Contains(strings.Split(rel, string(filepath.Separator)), gitFolder) {
		return "", errOutside
	}
	return to, nil
}

// maxEntries is the largest number of files and folders that are copied.
const maxEntries = 200_000

// add copies a file, or a folder with all below it. Only the last element of the path may be a link.
func (c *privateCopy) add(path string) error {
	if c.done[path] || path == c.dir { // the folder for temporary files may lie in the repository
		return nil
	}
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		// A link that leads nowhere, or out of the repository, is left out: whoever names it is told.
		to, err := c.follow(path)
		if err != nil {
			return nil
		}
		return c.addLink(path, to)
	}
	c.done[path] = true
	if len(c.done) > maxEntries {
		return fmt.Errorf("there are more than %d files: build a smaller part of the repository", maxEntries)
	}
	switch {
	case info.IsDir():
		return c.addFolder(path)
	case info.Mode().IsRegular():
		return c.addFile(path)
	}
	return nil // kustomize reads nothing else
}

func (c *privateCopy) addFolder(path string) error {
	if err := os.MkdirAll(c.copied(path), 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == gitFolder {
			continue
		}
		if err := c.add(filepath.Join(path, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// addLink copies a link and what it leads to.
func (c *privateCopy) addLink(link, to string) error {
	if c.done[link] {
		return nil
	}
	c.done[link] = true
	if err := c.add(to); err != nil {
		return err
	}
	at := c.copied(link)
	rel, err := filepath.Rel(filepath.Dir(at), c.copied(to))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		return err
	}
	return os.Symlink(rel, at)
}

// addFile copies a file, by a hard link where that goes. What decides what runs is written anew before it is built.
func (c *privateCopy) addFile(path string) error {
	to := c.copied(path)
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if os.Link(path, to) == nil {
		// It may have become a link since it was looked at.
		if info, err := os.Lstat(to); err == nil && info.Mode().IsRegular() {
			return nil
		}
		if err := os.Remove(to); err != nil {
			return err
		}
	}
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	if info, err := in.Stat(); err != nil || !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no file any more", path)
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// write puts a text in the place of a file of the copy.
func write(path string, text []byte) error {
	if err := os.Remove(path); err != nil { // the hard link: the file of the repository stays as it is
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}
