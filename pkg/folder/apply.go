// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
)

// Apply writes the plan. Every new content is on disk in a temporary file beside its target before the first file is
// replaced; a failure up to there leaves the folder as it was, and a later one puts back what was replaced already.
// A file that vanished or appeared since Read is an error; whether one was edited since is not looked at.
func (p *Plan) Apply() error {
	if len(p.files) == 0 {
		return nil
	}
	// A Root refuses links out of it, also those that were made after Read.
	root, err := os.OpenRoot(p.dir)
	if err != nil {
		return unchanged(p.files[0].Path, err)
	}
	defer root.Close() // nothing is written through it any more
	s := &stage{root: root, rename: root.Rename}
	return s.apply(p.files)
}

// stage holds what Apply has on disk beside the package's own files.
type stage struct {
	root   *os.Root
	rename func(from, to string) error
	steps  []*step
	made   []string // folders, outer ones first
}

// step is one file on its way: temp is its new content, kept its old one.
type step struct {
	planned
	temp, kept string
	done       bool
}

func (s *stage) apply(files []planned) error {
	for _, f := range files {
		next := &step{planned: f}
		s.steps = append(s.steps, next)
		if err := s.prepare(next); err != nil {
			s.clear(true)
			return unchanged(f.Path, err)
		}
	}
	for _, next := range s.steps {
		if err := s.commit(next); err != nil {
			return s.rollBack(next, err)
		}
	}
	s.clear(false)
	return nil
}

var (
	errVanished = errors.New("it was there when the package was read and is gone: run again")
	errAppeared = errors.New("it was not there when the package was read and is now: run again")
)

// prepare writes the new content beside the target and keeps the old one.
func (s *stage) prepare(f *step) error {
	_, err := s.root.Lstat(f.real)
	switch {
	case f.New && err == nil:
		return errAppeared
	case !f.New && errors.Is(err, fs.ErrNotExist):
		return errVanished
	case !f.New && err != nil:
		return err
	}
	if err := s.makeFolder(path.Dir(f.real)); err != nil {
		return err
	}
	if !f.Deleted {
		if f.temp, err = s.write(path.Dir(f.real), f.After, f.mode); err != nil {
			return err
		}
	}
	if !f.New {
		f.kept, err = s.keep(f)
	}
	return err
}

// keep gives the old content a second name; where the file system or its rules know no such thing, a copy.
func (s *stage) keep(f *step) (string, error) {
	dir := path.Dir(f.real)
	name := temporary(dir)
	if err := s.root.Link(f.real, name); err == nil {
		return name, nil
	}
	content, err := s.root.ReadFile(f.real)
	if err != nil {
		return "", fmt.Errorf("keeping a copy: %w", plain(err))
	}
	return s.write(dir, content, f.mode)
}
