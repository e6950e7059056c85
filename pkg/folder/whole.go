// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Whole is a file of any kind, read or to be written as a whole.
type Whole struct {
	// Path is relative to the folder and slash-separated.
	Path string
	// Text is what it holds; nil for a file that is not there.
	Text []byte
	// Executable says that it is a program.
	Executable bool
	// ReadOnly says of a file that was read that nobody may write it.
	ReadOnly bool
}

// maxWhole is the largest file that ReadWhole reads, in bytes.
const maxWhole = 4 << 20

// ReadWhole reads a file of a folder; its Text is nil where there is none. A link in the place of the file, a link that leads
// out of the folder, what is no regular file and more than 4 MiB are errors that name the path in the folder.
func ReadWhole(dir, name string) (Whole, error) {
	w := Whole{Path: name}
	if !fs.ValidPath(name) {
		return w, fmt.Errorf("reading %s: it must be a path within the folder", name)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return w, fmt.Errorf("reading %s: %w", dir, plain(err))
	}
	defer root.Close() // nothing is written through it
	switch info, err := root.Lstat(name); {
	case errors.Is(err, fs.ErrNotExist):
		return w, nil
	case err != nil:
		return w, fmt.Errorf("reading %s: %w", name, escape(err))
	case info.Mode()&fs.ModeSymlink != 0:
		return w, fmt.Errorf("reading %s: it is a link: put the file itself in its place", name)
	case !info.Mode().IsRegular():
		return w, fmt.Errorf("reading %s: it is not a regular file: move it away", name)
	default:
		w.Executable, w.ReadOnly = info.Mode()&0o111 != 0, info.Mode()&0o222 == 0
	}
	in, err := root.Open(name)
	if err != nil {
		return w, fmt.Errorf("reading %s: %w", name, plain(err))
	}
	defer in.Close() // read only: nothing is lost when it fails
	text, err := io.ReadAll(io.LimitReader(in, maxWhole+1))
	switch {
	case err != nil:
		return w, fmt.Errorf("reading %s: %w", name, plain(err))
	case len(text) > maxWhole:
		return w, fmt.Errorf("reading %s: it has more than %d MiB", name, maxWhole>>20)
	}
	w.Text = text
	if text == nil {
		w.Text = []byte{}
	}
	return w, nil
}

// escape words the error of a Root in which a link leads out.
func escape(err error) error {
	if err = plain(err); strings.Contains(err.Error(), "escapes") {
		return errors.New("a link on the way leads out of the folder: remove it")
	}
	return err
}

// PlanWhole plans to write files as a whole: before is what ReadWhole read of each, after what is to be there. A file with
// nothing to change is left out.
func PlanWhole(dir string, before, after []Whole) (*Plan, error) {
	real, err := rootOf(dir)
	if err != nil {
		return nil, err
	}
	plan := &Plan{dir: real}
	for i, w := range after {
		b := before[i]
		if b.Text != nil && string(b.Text) == string(w.Text) && (b.Executable || !w.Executable) {
			continue
		}
		f := planned{FileChange: FileChange{Path: w.Path, Before: b.Text, After: w.Text, New: b.Text == nil}, real: w.Path, mode: 0o644}
		if info, err := os.Stat(filepath.Join(real, filepath.FromSlash(w.Path))); err == nil && !f.New {
			f.mode = info.Mode().Perm()
		}
		if w.Executable {
			f.mode |= 0o111
		}
		plan.files = append(plan.files, f)
	}
	slices.SortFunc(plan.files, func(a, b planned) int { return strings.Compare(a.Path, b.Path) })
	return plan, nil
}

// mayHoldSecret says whether a file may be a manifest of a Secret; what is no YAML and no JSON is none.
func mayHoldSecret(name string, content []byte) bool {
	switch path.Ext(name) {
	case ".sh", ".gitignore", krmignore:
		return false
	}
	return holdsSecret(content)
}
