// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	gitignore "github.com/monochromegane/go-gitignore"
)

const gitignoreFile = ".gitignore"

// Ignored says whether Git leaves out a file, by its path in the folder. Without a Git repository around it nobody knows.
func (l *Local) Ignored(name string) (ignored, known bool) {
	if !l.isGit || l.within == 0 {
		return false, false
	}
	root := l.above[len(l.above)-1]
	rel, err := filepath.Rel(root, filepath.Join(l.above[l.within-1], filepath.FromSlash(name)))
	if err != nil || !filepath.IsLocal(rel) {
		return false, false
	}
	opened, err := os.OpenRoot(root)
	if err != nil {
		return false, false
	}
	defer opened.Close()
	if excluded, err := fs.ReadFile(opened.FS(), ".git/info/exclude"); err == nil && matches(excluded, ".", filepath.ToSlash(rel)) == yes {
		return true, true
	}
	return ignoredBy(opened.FS(), filepath.ToSlash(rel)), true
}

// verdict is what a .gitignore says of a file.
type verdict int

const (
	nothing verdict = iota
	yes
	no
)

// ignoredBy says whether the .gitignore files above a file leave it out: the lowest one that says something counts.
func ignoredBy(files fs.FS, name string) bool {
	ignored := false
	dirs := []string{"."}
	for i, c := range name {
		if c == '/' {
			dirs = append(dirs, name[:i])
		}
	}
	for _, dir := range dirs {
		text, err := fs.ReadFile(files, path.Join(dir, gitignoreFile))
		if err != nil {
			continue
		}
		switch matches(text, dir, name) {
		case yes:
			ignored = true
		case no:
			ignored = false
		}
	}
	return ignored
}

// matches says what a .gitignore in a folder says of a file: the last line that fits it, or one of the folders above it.
func matches(text []byte, dir, name string) verdict {
	said := nothing
	for line := range strings.Lines(string(text)) {
		pattern := strings.TrimRight(strings.TrimRight(line, "\r\n"), " ")
		negated := strings.HasPrefix(pattern, "!")
		bare := strings.TrimPrefix(pattern, "!")
		if strings.Trim(bare, "/") == "" || strings.HasPrefix(pattern, "#") {
			continue
		}
		if !fits(bare, dir, name) {
			continue
		}
		if said = yes; negated {
			said = no
		}
	}
	return said
}

// fits says whether one pattern is about a file or a folder above it.
func fits(pattern, dir, name string) bool {
	m := gitignore.NewGitIgnoreFromReader(dir, bytes.NewReader([]byte(pattern+"\n")))
	if m.Match(name, false) {
		return true
	}
	for up := path.Dir(name); up != "." && up != dir; up = path.Dir(up) {
		if m.Match(up, true) {
			return true
		}
	}
	return false
}
