// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/ci"
)

// Only makes one file all that Files looks at.
func (l *Local) Only(file string) *Local {
	if absolute, err := filepath.Abs(file); err == nil {
		if real, err := filepath.EvalSymlinks(absolute); err == nil {
			l.only = real
		}
	}
	return l
}

// Files returns the workflows of the folder and of those below it that were named, the scripts that they run, and the
// registries.yaml of nodes anywhere in it.
func (l *Local) Files() []*ci.File {
	if l.within == 0 {
		return nil
	}
	var found []*ci.File
	dirs := l.above[:l.within]
	if l.only != "" {
		dirs = l.above[:0:0]
		if filepath.Base(filepath.Dir(l.only)) == path.Base(workflows) {
			dirs = append(dirs, filepath.Dir(filepath.Dir(filepath.Dir(l.only))))
		}
	}
	for _, dir := range dirs {
		if info, err := os.Stat(filepath.Join(dir, workflows)); err != nil || !info.IsDir() {
			continue
		}
		if r, ok := l.open(dir, "").(*repository); ok && r != nil {
			found = append(found, r.Files()...)
		}
	}
	root, err := os.OpenRoot(l.above[l.within-1])
	if err != nil {
		return found
	}
	defer root.Close()
	found = append(found, registriesIn(root.FS(), func(name string) string { return filepath.Join(l.above[l.within-1], filepath.FromSlash(name)) })...)
	if l.only != "" {
		found = slices.DeleteFunc(found, func(f *ci.File) bool { return f.Path != l.only })
	}
	return found
}

// Bounds of the search for registries.yaml: how deep folders lie, how many entries are looked at, and how large a file is.
const (
	maxDepth      = 8
	maxEntries    = 50_000
	maxRegistries = 1 << 20
)

// passed are folders that hold what others wrote.
var passed = []string{".git", "node_modules", "vendor", "testdata"}

// registriesIn returns the files that are the registries.yaml of a k3s node: of that name, with what only those hold.
func registriesIn(files fs.FS, place func(name string) string) []*ci.File {
	var found []*ci.File
	entries := 0
	_ = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if entries++; entries > maxEntries {
			return fs.SkipAll
		}
		switch {
		case err != nil:
			return nil // what cannot be read is none
		case d.IsDir() && (slices.Contains(passed, d.Name()) || strings.Count(name, "/") >= maxDepth):
			return fs.SkipDir
		case !d.Type().IsRegular() || d.Name() != "registries.yaml" && d.Name() != "registries.yml":
			return nil
		}
		if info, err := d.Info(); err != nil || info.Size() > maxRegistries {
			return nil
		}
		if text, err := fs.ReadFile(files, name); err == nil && isRegistries(text) {
			found = append(found, &ci.File{Kind: ci.Registries, Path: place(name), Text: text})
		}
		return nil
	})
	return found
}

// isRegistries reports whether a text is meant for a node: it names hosts below `mirrors` or `configs`, or a word near them.
func isRegistries(text []byte) bool {
	var top map[string]yaml.Node
	if yaml.Unmarshal(text, &top) != nil {
		return false
	}
	if _, resource := top["apiVersion"]; resource {
		return false
	}
	known := false
	for key, n := range top {
		switch key {
		case "mirrors", "configs", "mirror", "config":
			known = known || n.Kind == yaml.MappingNode && len(n.Content) >= 2 && holdsHost(n.Content)
		}
	}
	return known
}

// holdsHost reports whether the first key of a mapping is a host, or stands for all.
func holdsHost(content []*yaml.Node) bool {
	return content[0].Value == "*" || strings.ContainsAny(content[0].Value, ".:") || content[0].Value == "localhost"
}
