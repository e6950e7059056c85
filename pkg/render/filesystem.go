// SPDX-License-Identifier: Apache-2.0

package render

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// fileSystem is a tree as kustomize sees it: its root is "/", and it can only be read.
type fileSystem struct{ tree fs.FS }

var errReadOnly = errors.New("nothing is written here")

func (*fileSystem) Create(string) (filesys.File, error)  { return nil, errReadOnly }
func (*fileSystem) Open(string) (filesys.File, error)    { return nil, errReadOnly }
func (*fileSystem) Mkdir(string) error                   { return errReadOnly }
func (*fileSystem) MkdirAll(string) error                { return errReadOnly }
func (*fileSystem) RemoveAll(string) error               { return errReadOnly }
func (*fileSystem) WriteFile(string, []byte) error       { return errReadOnly }
func (*fileSystem) Glob(string) ([]string, error)        { return nil, errReadOnly }
func (*fileSystem) Walk(string, filepath.WalkFunc) error { return errReadOnly }

// inTree returns a path of kustomize as one of the tree.
func inTree(name string) string {
	name = strings.TrimPrefix(path.Clean("/"+filepath.ToSlash(name)), "/")
	if name == "" {
		return "."
	}
	return name
}

func (f *fileSystem) IsDir(name string) bool {
	info, err := fs.Stat(f.tree, inTree(name))
	return err == nil && info.IsDir()
}

func (f *fileSystem) Exists(name string) bool {
	_, err := fs.Stat(f.tree, inTree(name))
	return err == nil
}

func (f *fileSystem) ReadFile(name string) ([]byte, error) {
	info, err := fs.Stat(f.tree, inTree(name))
	if err == nil && info.Size() > maxFile {
		return nil, fmt.Errorf("%s is too large", inTree(name))
	}
	return fs.ReadFile(f.tree, inTree(name))
}

func (f *fileSystem) ReadDir(name string) ([]string, error) {
	entries, err := fs.ReadDir(f.tree, inTree(name))
	all := make([]string, 0, len(entries))
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all, err
}

// CleanedAbs splits a path into its folder and its file; of a folder the file is "".
func (f *fileSystem) CleanedAbs(name string) (filesys.ConfirmedDir, string, error) {
	at := inTree(name)
	info, err := fs.Stat(f.tree, at)
	if err != nil {
		return "", "", fmt.Errorf("%s: %w", at, fs.ErrNotExist)
	}
	absolute := path.Clean("/" + at)
	if info.IsDir() {
		return filesys.ConfirmedDir(absolute), "", nil
	}
	return filesys.ConfirmedDir(path.Dir(absolute)), path.Base(absolute), nil
}
