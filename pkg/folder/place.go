// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// place checks the path of a new file and returns it cleaned and with links followed.
func (t *tree) place(name string) (string, error) {
	rel := path.Clean(name)
	if path.IsAbs(name) || !filepath.IsLocal(filepath.FromSlash(rel)) || strings.ContainsRune(name, 0) {
		return "", errors.New("the path must be relative and stay inside the package")
	}
	if !matches(rel) {
		return "", fmt.Errorf("kpt would not read it back: the name must end in .yaml, .yml or .json, or be %s", kptfile)
	}
	dir, err := t.existing(path.Dir(rel))
	if err != nil {
		return "", err
	}
	if rel = path.Join(dir, path.Base(rel)); t.files[rel] != nil {
		return rel, nil
	}
	if t.hides(rel) {
		return "", fmt.Errorf("kpt would not read it back: %s hides it: choose another path", krmignore)
	}
	if _, err := os.Lstat(t.abs(rel)); err == nil {
		return "", errors.New("it exists and was not there, or not a file, when the package was read: move it away or run again")
	}
	return rel, nil
}

// existing follows the links in that part of dir which is there.
func (t *tree) existing(dir string) (string, error) {
	if _, err := os.Lstat(t.abs(dir)); err != nil {
		// Also behind a file that stands where a folder is needed: writing reports it.
		parent, err := t.existing(path.Dir(dir))
		return path.Join(parent, path.Base(dir)), err
	}
	actual, err := t.resolve(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s is a link that leads nowhere: remove it", dir)
	}
	return actual, err
}
