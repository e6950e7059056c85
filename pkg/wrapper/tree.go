// SPDX-License-Identifier: Apache-2.0

package wrapper

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// tree is the private copy of what a build reads, while it is judged. All paths are those of the copy, without links.
type tree struct {
	*Wrapper
	*privateCopy
	// cwd is the working directory, in the repository, and target the folder to build, in the copy.
	cwd, target string
	// visited are the kustomizations that were judged, and opened those that were read, by folder: each file is read once.
	visited map[visit]bool
	opened  map[string]*kustomization
	// configs are the files with configurations of plugins that were judged.
	configs map[string]bool
	results []krm.Result
}

// visit is a kustomization in one of its two roles.
type visit struct {
	dir string
	// configs says that what it makes are the configurations of plugins.
	configs bool
}

// read copies what a call would build, and judges it. A tree that could not be finished is returned beside the error, for
// remove.
func (w *Wrapper) read(call buildCall) (*tree, error) {
	t := &tree{Wrapper: w, visited: map[visit]bool{}, opened: map[string]*kustomization{}, configs: map[string]bool{}}
	cwd, err := os.Getwd()
	if err == nil {
		t.cwd, err = filepath.EvalSymlinks(cwd)
	}
	if err != nil {
		return t, fmt.Errorf("finding the working directory: %w", err)
	}
	target := call.path
	if !filepath.IsAbs(target) {
		target = filepath.Join(t.cwd, target)
	}
	if target, err = filepath.EvalSymlinks(target); err != nil {
		return t, fmt.Errorf("%s: there is no such folder", call.path)
	}
	if info, err := os.Stat(target); err != nil || !info.IsDir() {
		return t, fmt.Errorf("%s: it must be a folder with a kustomization", call.path)
	}
	source := t.cwd
	if !within(source, target) {
		source = target
	}
	if t.privateCopy, err = newCopy(workTree(source), w.Self, w.Functions); err != nil {
		return t, err
	}
	if err := t.reach(target); err != nil {
		return t, fmt.Errorf("making a private copy: %w", err)
	}
	t.target = t.copied(target)
	t.kustomization(t.target, false, place{file: t.target})
	return t, nil
}

// workTree is the Git work tree that holds a folder, or the folder.
func workTree(dir string) string {
	for up := dir; ; up = filepath.Dir(up) {
		if _, err := os.Lstat(filepath.Join(up, gitFolder)); err == nil {
			return up
		}
		if up == filepath.Dir(up) {
			return dir
		}
	}
}

// within reports whether a path is a folder or lies below it. Both must be clean.
func within(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// place is where something stands: a file of the copy, and line and column in it, 0 where nobody knows.
type place struct {
	file         string
	line, column int
	resource     *krm.ResourceRef
	field        string
}

// at returns the place of a node of the same file.
func (p place) at(n *yaml.Node, field string) place {
	if n = krm.Resolve(n); n != nil && n.Line > 0 {
		p.line, p.column = n.Line, n.Column
	}
	p.field = field
	return p
}

// refuse notes something because of which nothing is built.
func (t *tree) refuse(p place, format string, args ...any) {
	r := krm.Result{Message: fmt.Sprintf(format, args...), Line: p.line, Column: p.column, Resource: p.resource}
	shown := t.original(p.file)
	if rel, err := filepath.Rel(t.cwd, shown); err == nil && filepath.IsLocal(rel) {
		shown = rel
	}
	r.File = &krm.File{Path: filepath.ToSlash(shown)}
	if p.field != "" {
		r.Field = &krm.Field{Path: p.field}
	}
	t.results = append(t.results, r)
}

// kustomizationNames are the names under which kustomize looks for a kustomization.
var kustomizationNames = []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}

// kustomization judges the kustomization of a folder and what it names, and puts what was judged in its place. from is what
// named the folder.
func (t *tree) kustomization(dir string, configs bool, from place) {
	v := visit{dir, configs}
	if t.visited[v] {
		return
	}
	t.visited[v] = true
	k := t.opened[dir]
	if k == nil {
		if k = t.openKustomization(dir, from); k == nil {
			return
		}
		t.opened[dir] = k
		for _, field := range k.unknown() {
			t.refuse(k.at(field), "Fairlead does not know this field of a kustomization, so it cannot know what it runs")
		}
	}
	if configs {
		k.readConfigs(t)
	} else {
		k.readResources(t)
	}
	text, err := json.Marshal(k.fields)
	if err == nil {
		err = write(k.file, text)
	}
	if err != nil {
		t.refuse(place{file: k.file}, "it cannot be written to the private copy: %v", plain(err))
	}
}

// maxFile is the largest file, in bytes, that decides what runs: a kustomization or the configuration of a plugin.
const maxFile = 8 << 20

// readFile reads a file that decides what runs.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, plain(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.New("it must be a file")
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(text) > maxFile {
		err = fmt.Errorf("it is larger than %d MiB", maxFile>>20)
	}
	return text, plain(err)
}

// plain is an error without the path, which the reader of it sees anyway.
func plain(err error) error {
	if with := (*fs.PathError)(nil); errors.As(err, &with) {
		return with.Err
	}
	return err
}

// entry finds what an entry of a list of files and folders stands for: its path and whether it is a folder. What kustomize
// would fetch, what leads out of the repository and what is not there is refused.
func (t *tree) entry(dir, entry string, p place) (path string, isDir, ok bool) {
	path, isDir, err := t.find(dir, entry)
	switch {
	case err == nil:
		return path, isDir, true
	case errors.Is(err, fs.ErrNotExist):
		t.refuse(p, "%q: there is no such file or folder", entry)
	default:
		t.refuse(p, "%q: %v", entry, plain(err))
	}
	return "", false, false
}

var errFetched = errors.New("it would be fetched, and what is fetched cannot be checked before it is built: copy it into the repository")

func (t *tree) find(dir, entry string) (path string, isDir bool, err error) {
	switch {
	case entry == "":
		return "", false, errors.New("it must name a file or a folder")
	case remoteFile(entry):
		return "", false, errFetched
	case filepath.IsAbs(entry):
		return "", false, errors.New("it must be relative")
	}
	at := filepath.Join(dir, entry)
	if !within(t.top, at) {
		return "", false, errOutside
	}
	path, err = filepath.EvalSymlinks(at)
	if err != nil { // it is not in the copy yet
		if err = t.reach(t.original(at)); err == nil {
			path, err = filepath.EvalSymlinks(at)
		}
	}
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) && remoteBase(entry) {
			err = errFetched
		}
		return "", false, err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", false, err
	case !within(t.top, path):
		return "", false, errOutside
	case remoteBase(entry): // of a file too: what kustomize cannot read it takes for something else
		return "", false, errors.New("kustomize may take this name for that of a repository on the network: choose another one")
	}
	return path, info.IsDir(), nil
}

// remoteFile reports whether kustomize would fetch what an entry names before it looks for a file of that name.
func remoteFile(entry string) bool {
	if strings.Contains(entry, "://") {
		return true
	}
	return byHTTP(entry)
}

// scp is a repository by SSH: kustomize wants a user before the host, and a slash or a colon behind it.
var scp = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*@.*[/:]`)

// remoteBase reports whether kustomize takes the name of a folder for that of a repository, though a folder has it.
func remoteBase(entry string) bool {
	lower := strings.ToLower(entry)
	for _, prefix := range []string{"git::", "github.com/", "github.com:"} {
		if strings.HasPrefix(lower, prefix) {
			return true
		}
	}
	return scp.MatchString(entry)
}
