// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	gitignore "github.com/monochromegane/go-gitignore"
)

// krmignore is the name of kpt's ignore file.
const krmignore = ".krmignore"

// ignore is the .krmignore of one package. kpt reads the one at the top of each package and no other; it holds for
// that package without its sub-packages.
type ignore struct{ matcher gitignore.IgnoreMatcher }

// match says whether the path, relative to the root package, is hidden.
func (i ignore) match(rel string, isDir bool) bool {
	return i.matcher.Match(filepath.FromSlash(rel), isDir)
}

// readIgnore reads the .krmignore of the package at rel.
func (t *tree) readIgnore(rel string) (ignore, error) {
	name := path.Join(rel, krmignore)
	actual, err := t.resolve(name)
	if errors.Is(err, fs.ErrNotExist) {
		return ignore{gitignore.DummyIgnoreMatcher(false)}, nil
	}
	if err != nil {
		return ignore{}, err
	}
	content, err := os.ReadFile(t.abs(actual))
	if err != nil {
		return ignore{}, fmt.Errorf("reading %s: %w", name, plain(err))
	}
	if err := checkPatterns(name, content); err != nil {
		return ignore{}, err
	}
	return ignore{gitignore.NewGitIgnoreFromReader(filepath.FromSlash(rel), bytes.NewReader(content))}, nil
}

// checkPatterns refuses the patterns on which the matcher, and so kpt, panics: those without a name in them.
func checkPatterns(name string, content []byte) error {
	lines := bufio.NewScanner(bytes.NewReader(content))
	for n := 1; lines.Scan(); n++ {
		pattern := strings.Trim(lines.Text(), " ")
		bare := strings.TrimPrefix(strings.TrimPrefix(pattern, "!"), "/")
		if pattern != "" && bare == "" {
			return fmt.Errorf("reading %s: line %d: the pattern %q names nothing, and kpt crashes on it: remove it", name, n, pattern)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	return nil
}

// hides says whether a file at rel would be hidden from the package that would hold it.
func (t *tree) hides(rel string) bool {
	holder := 0
	for i, p := range t.packages {
		if p.Path != "." && strings.HasPrefix(rel, p.Path+"/") && len(p.Path) >= len(t.packages[holder].Path) {
			holder = i
		}
	}
	if t.ignores[holder].match(rel, false) {
		return true
	}
	for dir := path.Dir(rel); dir != t.packages[holder].Path; dir = path.Dir(dir) {
		if t.ignores[holder].match(dir, true) {
			return true
		}
	}
	return false
}
