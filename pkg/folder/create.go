// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Create makes the folder dir of what fill puts into the folder that it is given, all or nothing: the content is made
// under a temporary name and moved when it is complete, and after a failure nothing is left, not even of the folders above
// dir that were missing. dir may be there already if it holds nothing but .git; otherwise the error names what it holds.
func Create(dir string, fill func(stage string) error) error {
	info, err := os.Stat(dir)
	switch {
	case err == nil && info.IsDir():
		return createIn(dir, fill)
	case err == nil:
		return fmt.Errorf("%s is a file, and a folder is to be made: give another name", dir)
	case !errors.Is(err, fs.ErrNotExist):
		return unchanged(dir, err)
	}
	if _, err := os.Lstat(dir); err == nil {
		return fmt.Errorf("%s is a link that leads nowhere: remove it or give another name", dir)
	}
	parent := filepath.Dir(filepath.Clean(dir))
	made, err := makeFolders(parent)
	if err == nil {
		err = viaStage(dir, parent, fill, func(stage string) error { return os.Rename(stage, dir) })
	} else {
		err = unchanged(dir, err)
	}
	if err != nil {
		for _, folder := range made {
			_ = os.Remove(folder) // only ours are empty
		}
	}
	return err
}

// createIn fills a folder that is there.
func createIn(dir string, fill func(stage string) error) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return unchanged(dir, err)
	}
	if inTheWay := foreign(entries); len(inTheWay) > 0 {
		return fmt.Errorf("%s is not empty: %s; give the name of a new or an empty folder (.git may be in it)", dir, strings.Join(inTheWay, ", "))
	}
	return viaStage(dir, dir, fill, func(stage string) error { return moveUp(stage, dir) })
}

// viaStage makes the content in a folder of its own below parent, and moves it to its place.
func viaStage(dir, parent string, fill, move func(stage string) error) error {
	stage := filepath.Join(parent, filepath.Base(temporary(".")))
	if err := os.Mkdir(stage, 0o755); err != nil {
		return unchanged(dir, err)
	}
	err := fill(stage)
	if err == nil {
		if err = move(stage); err == nil && parent != dir {
			return nil // stage is dir now
		}
		if err != nil {
			err = unchanged(dir, err)
		}
	}
	return errors.Join(err, os.RemoveAll(stage))
}

// moveUp moves what stage holds into the folder dir that holds stage, or leaves dir as it was.
func moveUp(stage, dir string) error {
	entries, err := os.ReadDir(stage)
	if err != nil {
		return err
	}
	for i, e := range entries {
		to := filepath.Join(dir, e.Name())
		if _, err = os.Lstat(to); err == nil {
			err = fmt.Errorf("%s: %w", e.Name(), errAppeared)
		} else if errors.Is(err, fs.ErrNotExist) {
			err = os.Rename(filepath.Join(stage, e.Name()), to)
		}
		if err == nil {
			continue
		}
		for _, moved := range entries[:i] {
			err = errors.Join(err, os.Rename(filepath.Join(dir, moved.Name()), filepath.Join(stage, moved.Name())))
		}
		return err
	}
	return nil
}

// foreign names what is in the way in a folder, the first few by name.
func foreign(entries []fs.DirEntry) []string {
	const named = 10
	var names []string
	for _, e := range entries {
		name := e.Name()
		if name == ".git" {
			continue
		}
		if e.IsDir() {
			name += "/"
		}
		names = append(names, name)
	}
	if len(names) > named {
		names = append(names[:named], fmt.Sprintf("and %d more", len(names)-named))
	}
	return names
}

// makeFolders makes a folder and what is missing above it, and returns what it made, the innermost first.
func makeFolders(dir string) (made []string, err error) {
	info, err := os.Stat(dir)
	if err == nil && info.IsDir() {
		return nil, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err == nil {
		return nil, &fs.PathError{Op: "mkdir", Path: dir, Err: fs.ErrExist}
	}
	if parent := filepath.Dir(dir); parent != dir {
		if made, err = makeFolders(parent); err != nil {
			return made, err
		}
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return made, err
	}
	return append([]string{dir}, made...), nil
}
