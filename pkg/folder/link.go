// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// follow returns the file, relative to the root package, that is to be read for rel: rel itself, or the file to which
// it links. It returns "" for what kpt does not read: other names, and links to folders.
func (t *tree) follow(rel string, info fs.FileInfo) (string, error) {
	if info.Mode()&fs.ModeSymlink == 0 {
		if !matches(rel) {
			return "", nil
		}
		return rel, regular(rel, info)
	}
	target, err := os.Stat(t.abs(rel))
	if err != nil {
		if !matches(rel) {
			return "", nil
		}
		return "", fmt.Errorf("reading %s: the link leads nowhere: remove it or list it in %s", rel, krmignore)
	}
	if !target.IsDir() && !matches(rel) {
		return "", nil
	}
	actual, err := t.resolve(rel)
	if err != nil {
		return "", err
	}
	if target.IsDir() && !matches(rel) {
		return "", nil
	}
	return actual, regular(rel, target)
}

// regular refuses what only looks like a file: kpt would fail on a folder, and wait forever on a pipe.
func regular(rel string, info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return fmt.Errorf("reading %s: it is not a regular file: rename it or list it in %s", rel, krmignore)
}

// resolve returns the path of rel with all links followed, relative to the root package. A link out of the root
// package is an error: what it leads to is not the package's to read or to write.
func (t *tree) resolve(rel string) (string, error) {
	abs, err := filepath.EvalSymlinks(t.abs(rel))
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", rel, plain(err))
	}
	actual, err := filepath.Rel(t.dir, abs)
	if err != nil || !filepath.IsLocal(actual) {
		return "", fmt.Errorf("reading %s: the link leads out of the package, to %s: copy the file here, or list the link in %s",
			rel, abs, krmignore)
	}
	return filepath.ToSlash(actual), nil
}
