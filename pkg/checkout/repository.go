// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/render"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
	"github.com/fairlead-krm/fairlead/pkg/workflow"
)

// workflows is where GitHub finds them.
const workflows = ".github/workflows"

// repository is one that is at hand. What it reads it reads once.
type repository struct {
	files fs.FS
	url   string
	// shown returns a path of the files as a person knows it, place the one that tells it from every other.
	shown, place func(name string) string

	read   bool
	all    []*workflow.File
	held   []*ci.File
	builds map[string]*build
}

type build struct {
	items []*krm.Item
	err   error
}

func newRepository(files fs.FS, url string, shown, place func(string) string) *repository {
	return &repository{files: files, url: url, shown: shown, place: place, builds: map[string]*build{}}
}

// Pushes returns what the workflows push of an image.
func (r *repository) Pushes(branch, image string) *tagscheme.Scheme {
	if !r.read {
		r.readWorkflows()
	}
	if len(r.all) == 0 {
		return nil
	}
	known := workflow.Repository{Branch: branch, Open: func(name string) ([]byte, string, bool) {
		text, _, ok := r.script(name)
		return text, r.shown(name), ok
	}}
	if name, ok := strings.CutPrefix(strings.ToLower(placeOf(r.url)), "github.com/"); ok && strings.Count(name, "/") == 1 {
		known.Name = placeOf(r.url)[len("github.com/"):]
	}
	return workflow.Scheme(r.all, known, image)
}

func (r *repository) readWorkflows() {
	r.read = true
	entries, err := fs.ReadDir(r.files, workflows)
	if err != nil {
		return
	}
	for _, e := range entries {
		name := path.Join(workflows, e.Name())
		if !slices.Contains([]string{".yml", ".yaml"}, path.Ext(name)) {
			continue
		}
		text, err := fs.ReadFile(r.files, name)
		if err != nil {
			r.all = append(r.all, workflow.Unreadable(r.shown(name)))
			continue
		}
		f := workflow.Read(r.shown(name), text)
		r.all = append(r.all, f)
		r.hold(name, f)
	}
}

// hold notes what a workflow holds, and the scripts that it runs.
func (r *repository) hold(name string, f *workflow.File) {
	for _, held := range f.Commands(r.script) {
		if held.Kind == ci.Workflow {
			held.Path = r.place(name)
		}
		if !slices.ContainsFunc(r.held, func(h *ci.File) bool { return h.Path == held.Path }) {
			r.held = append(r.held, held)
		}
	}
}

// maxScript is the largest script that is read, in bytes.
const maxScript = 256 << 10

// script returns a script of the repository.
func (r *repository) script(name string) (text []byte, at string, ok bool) {
	if !fs.ValidPath(name) {
		return nil, "", false
	}
	info, err := fs.Stat(r.files, name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxScript {
		return nil, "", false
	}
	text, err = fs.ReadFile(r.files, name)
	return text, r.place(name), err == nil
}

// Files returns the workflows and the scripts that they run.
func (r *repository) Files() []*ci.File {
	if !r.read {
		r.readWorkflows()
	}
	return r.held
}

// Build returns what the kustomization at a path renders.
func (r *repository) Build(at string, images ...string) ([]*krm.Item, error) {
	key := strings.Join(append([]string{at}, images...), "\n")
	if b := r.builds[key]; b != nil {
		return b.items, b.err
	}
	b := &build{}
	r.builds[key] = b
	var text []byte
	if text, b.err = render.Build(r.files, at, images...); b.err != nil {
		return nil, b.err
	}
	var docs []krm.Document
	for _, d := range folder.Split(path.Join(r.shown(at), "kustomize build"), text) {
		docs = append(docs, krm.Document{Path: d.Path, Index: d.Index, Line: d.Line, Column: d.Column, Text: d.Text})
	}
	list, err := krm.FromDocuments(docs)
	if err != nil {
		b.err = err
		return nil, err
	}
	b.items = list.Items
	return b.items, nil
}
