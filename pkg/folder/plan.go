// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
)

// Plan is what is to be written: the files that a set of changes makes different. Nothing is on disk before Apply.
type Plan struct {
	dir   string
	files []planned
}

// planned is one file of a plan and how to write it.
type planned struct {
	FileChange
	real string // where the file is, links followed
	mode fs.FileMode
}

// FileChange is one file that a Plan makes, changes or deletes.
type FileChange struct {
	// Path is relative to the root package and slash-separated.
	Path string
	// Before is the content that Read found, nil for a new file; After is what Apply writes, nil for a deleted one.
	Before, After []byte
	// New and Deleted are set for a file that is only on one side.
	New, Deleted bool
}

// Plan composes the files that the changes make different. Paths are relative to the root package, also when p is a
// sub-package. All that is wrong with the changes is reported at once.
func (p *Package) Plan(changes ...Change) (*Plan, error) {
	edits := map[string]*edit{}
	var errs []error
	for _, c := range changes {
		if err := p.tree.enter(edits, c); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c, err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	plan := &Plan{dir: p.tree.dir}
	writers := map[string]string{}
	for _, path := range slices.Sorted(maps.Keys(edits)) {
		next := edits[path].compose(path)
		if !next.New && !next.Deleted && bytes.Equal(next.Before, next.After) {
			continue
		}
		if other, taken := writers[next.real]; taken {
			return nil, fmt.Errorf("writing %s: it is the same file as %s, by a link: change only one of them", path, other)
		}
		writers[next.real] = path
		plan.files = append(plan.files, next)
	}
	return plan, nil
}

// Files lists what the plan changes, sorted by path.
func (p *Plan) Files() []FileChange {
	changes := make([]FileChange, len(p.files))
	for i, f := range p.files {
		changes[i] = f.FileChange
	}
	return changes
}

// enter adds one change to the edit of its file.
func (t *tree) enter(edits map[string]*edit, c Change) error {
	if err := c.check(); err != nil {
		return err
	}
	f, path := t.files[c.path], c.path
	if f == nil && c.kind == adding {
		var err error
		if path, err = t.place(c.path); err != nil {
			return err
		}
		f = t.files[path]
	}
	if edits[path] == nil {
		edits[path] = &edit{file: f, replace: map[int][]byte{}, remove: map[int]bool{}}
	}
	return edits[path].enter(c)
}
