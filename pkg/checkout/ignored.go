// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"io/fs"
	"os"
	"path"
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
	rel, ok := l.inRepository(name)
	if !ok {
		return false, false
	}
	opened, err := os.OpenRoot(root)
	if err != nil {
		return false, false
	}
	defer opened.Close()
	if excluded, err := fs.ReadFile(opened.FS(), ".git/info/exclude"); err == nil && excludes(excluded, rel) {
		return true, true
	}
	return ignoredBy(gitignoresOf(opened.FS()), rel), true
}

// excludes says whether the exclusions of the repository itself leave a file out.
func excludes(text []byte, name string) bool {
	return ignoredBy(func(dir string) []byte {
		if dir == "." {
			return text
		}
		return nil
	}, name)
}

// verdict is what a .gitignore says of a file or folder.
type verdict int

const (
	nothing verdict = iota
	yes
	no
)

// gitignoresOf returns the .gitignore of each folder; one that is not there says nothing.
func gitignoresOf(files fs.FS) func(dir string) []byte {
	return func(dir string) []byte {
		text, err := fs.ReadFile(files, path.Join(dir, gitignoreFile))
		if err != nil {
			return nil
		}
		return text
	}
}

// ignoredBy says whether the .gitignore files above a file leave it out, or a folder above it: what is in such a folder no
// further line brings back.
func ignoredBy(gitignore func(dir string) []byte, name string) bool {
	read := map[string][]byte{}
	for i := 0; i <= len(name); i++ {
		if i < len(name) && name[i] != '/' {
			continue
		}
		said := nothing
		for _, dir := range above(name[:i]) {
			text, ok := read[dir]
			if !ok {
				text = gitignore(dir)
				read[dir] = text
			}
			if v := says(text, dir, name[:i], i < len(name)); v != nothing {
				said = v // the lowest one counts
			}
		}
		if said == yes {
			return true
		}
	}
	return false
}

// above returns the folders above a path, from the top down.
func above(name string) []string {
	dirs := []string{"."}
	for i, c := range name {
		if c == '/' {
			dirs = append(dirs, name[:i])
		}
	}
	return dirs
}

// says returns what the lines of a .gitignore in a folder say of a path: the last one that fits it.
func says(text []byte, dir, name string, isDir bool) verdict {
	said := nothing
	for line := range strings.Lines(string(text)) {
		pattern := strings.TrimRight(strings.TrimRight(line, "\r\n"), " ")
		bare := strings.TrimPrefix(pattern, "!")
		if strings.Trim(bare, "/") == "" || strings.HasPrefix(pattern, "#") {
			continue // of the first the matcher makes nothing good
		}
		if strings.Contains(strings.Trim(bare, "/"), "/") && !strings.HasPrefix(bare, "/") && !strings.HasPrefix(bare, "**/") {
			bare = "/" + bare // a slash within ties it to the folder
		}
		if !gitignore.NewGitIgnoreFromReader(dir, strings.NewReader(bare+"\n")).Match(name, isDir) {
			continue
		}
		if said = yes; pattern[0] == '!' {
			said = no
		}
	}
	return said
}
