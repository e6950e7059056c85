// SPDX-License-Identifier: Apache-2.0

// Package checkout finds, among the files at hand, the repositories that Applications are made of: to look at their workflows,
// and to build their kustomizations. It reads, and writes nothing.
package checkout

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Local are the repositories around a folder. A repository counts as at hand where
//   - the folder lies in a Git repository, one of whose remotes is its URL, or
//   - one of the folders above, up to that of the Git repository, has its name, and a kustomization at the path, or
//   - Git knows no remote, and one of these folders has workflows, and a kustomization at the path, and no other repository that is
//     asked for could be meant by it.
type Local struct {
	// above are the folder and those above it, up to the root of the Git repository, or of the file system where there is none.
	above []string
	// named are the same by their names, in lower case.
	named   map[string][]string
	remotes []string
	isGit   bool
	opened  map[string]*repository
	// within is how many of above lie in the folder, itself among them; only is the one file that is looked at, "" for all.
	within int
	only   string
}

// Around returns the repositories around a folder. Those that begin in a folder below it are found too, where that is named:
// slash-separated, relative to it.
func Around(dir string, below ...string) *Local {
	l := &Local{named: map[string][]string{}, opened: map[string]*repository{}}
	dir, err := filepath.Abs(dir)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return l
	}
	seen := map[string]bool{".": true}
	for _, b := range below {
		for b = path.Clean(b); !seen[b] && fs.ValidPath(b); b = path.Dir(b) {
			seen[b] = true
			l.add(filepath.Join(dir, filepath.FromSlash(b)))
		}
	}
	l.within = len(l.above) + 1
	for {
		l.add(dir)
		if config, ok := gitConfig(dir); ok {
			l.isGit, l.remotes = true, remotesOf(config)
			return l
		}
		up := filepath.Dir(dir)
		if up == dir {
			return l
		}
		dir = up
	}
}

func (l *Local) add(dir string) {
	name := strings.ToLower(filepath.Base(dir))
	l.above, l.named[name] = append(l.above, dir), append(l.named[name], dir)
}

// Find returns the repository of a URL, of which an Application takes a path; nil where it is not at hand.
func (l *Local) Find(url, at string, others ...rule.Source) rule.Repository {
	if dir, ok := l.Folder(url, at, others...); ok {
		return l.open(dir, url)
	}
	return nil
}

// Folder returns the folder that Find takes for the repository of a URL; ok is false where it is not at hand.
func (l *Local) Folder(url, at string, others ...rule.Source) (dir string, ok bool) {
	if len(l.above) == 0 {
		return "", false
	}
	root := l.above[len(l.above)-1]
	for _, remote := range l.remotes {
		if sameRepository(remote, url) {
			return root, true
		}
	}
	name := strings.TrimSuffix(path.Base(strings.TrimRight(url, "/")), ".git")
	for _, dir := range l.named[strings.ToLower(name)] {
		if hasKustomization(dir, at) {
			return dir, true
		}
	}
	if len(l.remotes) > 0 {
		return "", false
	}
	for _, dir := range l.above {
		if info, err := os.Stat(filepath.Join(dir, workflows)); err == nil && info.IsDir() && hasKustomization(dir, at) {
			for _, other := range others {
				if other.URL != "" && other.URL != url && !sameRepository(other.URL, url) && hasKustomization(dir, other.Path) {
					return "", false
				}
			}
			return dir, true
		}
	}
	return "", false
}

// Git returns the root of the Git repository in which the folder lies, and the URLs of its remotes; ok is false where it lies
// in none.
func (l *Local) Git() (root string, remotes []string, ok bool) {
	if !l.isGit {
		return "", nil, false
	}
	return l.above[len(l.above)-1], l.remotes, true
}

// SameRepository reports whether two URLs name the same repository, over whatever protocol.
func SameRepository(a, b string) bool { return sameRepository(a, b) }

// open returns the repository in a folder. A Root refuses links that lead out of it.
func (l *Local) open(dir, url string) rule.Repository {
	key := dir + "\n" + url
	if r := l.opened[key]; r != nil {
		return r
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil
	}
	place := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	r := newRepository(root.FS(), url, func(name string) string { return Shown(place(name)) }, place)
	l.opened[key] = r
	return r
}

// Shown returns a file as a person knows it: relative to the working directory where that is not far.
func Shown(file string) string {
	if wd, err := os.Getwd(); err == nil {
		if wd, err = filepath.EvalSymlinks(wd); err == nil {
			if rel, err := filepath.Rel(wd, file); err == nil && !strings.HasPrefix(rel, filepath.Join("..", "..", "..")) {
				return filepath.ToSlash(rel)
			}
		}
	}
	return filepath.ToSlash(file)
}

// kustomizations are the names under which a kustomization is found.
var kustomizations = []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}

func hasKustomization(dir, at string) bool {
	at = filepath.FromSlash(at)
	if at != "" && !filepath.IsLocal(at) {
		return false
	}
	for _, name := range kustomizations {
		if info, err := os.Stat(filepath.Join(dir, at, name)); err == nil && info.Mode().IsRegular() {
			return true
		}
	}
	return false
}

// In returns files in memory as the repository of each URL that want accepts.
func In(files fs.FS, want func(url string) bool) rule.Repositories { return inMemory{files, want} }

type inMemory struct {
	files fs.FS
	want  func(url string) bool
}

func (m inMemory) Find(url, _ string, _ ...rule.Source) rule.Repository {
	if !m.want(url) {
		return nil
	}
	return m.open(url)
}

func (m inMemory) open(url string) *repository {
	same := func(name string) string { return name }
	return newRepository(m.files, url, same, same)
}

// Files returns the workflows among the files, and the registries.yaml of nodes.
func (m inMemory) Files() []*ci.File {
	return append(slices.Clone(m.open("").Files()), registriesIn(m.files, func(name string) string { return name })...)
}

// Ignored says whether the .gitignore of the files leaves out one of them.
func (m inMemory) Ignored(name string) (ignored, known bool) {
	if _, err := fs.Stat(m.files, gitignoreFile); err != nil {
		return false, false
	}
	return ignoredBy(gitignoresOf(m.files), name), true
}

// LeftOut says whether the .gitignore of the files leaves out one of them: nothing was ever added here.
func (m inMemory) LeftOut(name string) bool {
	ignored, known := m.Ignored(name)
	return ignored && known
}
