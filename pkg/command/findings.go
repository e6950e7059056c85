// SPDX-License-Identifier: Apache-2.0

package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/checkout"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// stdinName is the path of what comes from stdin.
const stdinName = "stdin"

// findings are what validate found, and in what.
type findings struct {
	// pkg is what was read; nil for stdin.
	pkg *folder.Package
	// groups are the documents that are checked together; unread says what could not be read.
	groups  []group
	unread  []krm.Result
	results []krm.Result
	// templates is the number of documents that were passed over as templates.
	templates int
	proofs    []rule.Proof
	// files are those that hold a resource or a finding, by the paths that a person sees.
	files []string
	// shown are these paths by the paths in the package, read the other way round by origin.
	shown, origin map[string]string
	// beside are the files with a finding that are no resources, by the paths that a person sees.
	beside map[string]bool
	stdin  []byte
	// config is that of --config; fallback that of the folder, for packages in it without one.
	config, fallback *krm.Item
}

// group is what is checked together: the documents, and their resources once they were read.
type group struct {
	documents []krm.Document
	list      *krm.ResourceList
}

// find reads what validate is to look at and checks it.
func (v *validation) find() (*findings, error) {
	f := &findings{shown: map[string]string{}, origin: map[string]string{}, beside: map[string]bool{}}
	groups, err := v.read(f)
	if err != nil {
		return nil, err
	}
	for _, docs := range groups {
		f.groups = append(f.groups, group{documents: docs})
	}
	if v.config != "" {
		if f.config, err = v.readConfig(f); err != nil {
			return nil, err
		}
	}
	return f, v.judge(f)
}

// judge checks what was read.
func (v *validation) judge(f *findings) error {
	f.findFallback()
	v.options.Repositories = v.repositories(f)
	held := map[string]bool{}
	f.add(f.unread, nil)
	for i := range f.groups {
		list, results := krm.FromForeign(f.groups[i].documents)
		for _, it := range list.Items {
			held[it.Path] = true
		}
		config, problems, err := f.configOf(list)
		if err != nil {
			return err
		}
		list.FunctionConfig = config
		f.groups[i].list = list
		f.templates += list.Templates
		results = append(results, problems...)
		found, proofs := check.Explain(list, v.options)
		results = append(check.Adjust(results, check.Severities(config)), found...)
		f.add(results, held)
		f.addProofs(proofs)
	}
	f.listFiles(held)
	krm.SortResults(f.results)
	f.results = withoutTwice(f.withoutRefused(f.results))
	return nil
}

// with returns what was read with other texts for some of the documents; text returns nil for one that stays.
func (f *findings) with(text func(path string, index int) []byte) *findings {
	g := *f
	g.groups, g.results, g.files, g.fallback, g.beside = nil, nil, nil, nil, map[string]bool{}
	g.templates = 0
	for _, old := range f.groups {
		docs := append([]krm.Document(nil), old.documents...)
		for i, d := range docs {
			if t := text(d.Path, d.Index); t != nil {
				docs[i].Text = t
			}
		}
		g.groups = append(g.groups, group{documents: docs})
	}
	return &g
}

// read reads the target, as groups of documents that are checked together.
func (v *validation) read(f *findings) ([][]krm.Document, error) {
	if v.target == "-" {
		text, err := io.ReadAll(io.LimitReader(v.in, krm.MaxInput+1))
		if err != nil {
			return nil, fmt.Errorf("reading stdin: %w", err)
		}
		if len(text) > krm.MaxInput {
			return nil, fmt.Errorf("stdin holds more than %d MiB", krm.MaxInput>>20)
		}
		if len(bytes.TrimSpace(text)) == 0 {
			return nil, errors.New("stdin is empty: the command before this one wrote nothing, so nothing was checked")
		}
		f.stdin = text
		f.show(stdinName, stdinName)
		return v.groups(folder.Split(stdinName, text)), nil
	}
	info, err := os.Stat(v.target)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		if f.pkg, err = folder.ReadFile(v.target); err != nil {
			return nil, err
		}
		for _, d := range f.pkg.Documents {
			f.show(d.Path, v.target)
		}
		return v.groups(f.pkg.Documents), nil
	}
	var unread []folder.Unread
	if f.pkg, unread, err = folder.Survey(v.target); err != nil {
		return nil, err
	}
	for _, d := range f.pkg.All() {
		f.show(d.Path, filepath.Join(v.target, d.Path))
	}
	for _, u := range unread {
		f.show(u.Path, filepath.Join(v.target, u.Path))
		severity := krm.Error // of what it holds nobody knows anything
		if u.Link {
			severity = krm.Info
		}
		f.unread = append(f.unread, krm.Result{Message: u.Err.Error(), Severity: severity, Rule: check.RuleNotRead, File: &krm.File{Path: u.Path}})
	}
	if isPackage(f.pkg) {
		return v.groups(f.pkg.All()), nil
	}
	// Packages that lie side by side in a repository know nothing of each other.
	var groups [][]krm.Document
	for _, sub := range f.pkg.Packages {
		groups = append(groups, v.groups(sub.All())...)
	}
	return append(groups, v.groups(f.pkg.Documents)...), nil
}

// repositories are those around the target. Stdin lies nowhere, and files that know nothing of each other know of none.
func (v *validation) repositories(f *findings) rule.Repositories {
	if v.target == "-" || v.each {
		return nil
	}
	dir := v.target
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return checkout.Around(filepath.Dir(dir)).Only(dir)
	}
	var below []string
	for _, g := range f.groups {
		for _, d := range g.documents {
			below = append(below, path.Dir(d.Path))
		}
	}
	return checkout.Around(dir, below...)
}

func isPackage(p *folder.Package) bool {
	for _, d := range p.Documents {
		if d.Path == "Kptfile" {
			return true
		}
	}
	return false
}

// groups makes one group of documents, or one for each file.
func (v *validation) groups(docs []folder.Document) [][]krm.Document {
	var groups [][]krm.Document
	for _, d := range docs {
		last := len(groups) - 1
		if last < 0 || v.each && groups[last][0].Path != d.Path {
			groups = append(groups, nil)
			last++
		}
		groups[last] = append(groups[last], krm.Document{
			Path: d.Path, Package: d.Package, Index: d.Index, Line: d.Line, Column: d.Column, Text: d.Text,
		})
	}
	return groups
}

// readConfig reads the file of --config.
func (v *validation) readConfig(f *findings) (*krm.Item, error) {
	pkg, err := folder.ReadFile(v.config)
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	const place = "/config" // no path in a package is absolute
	f.show(place, v.config)
	var docs []krm.Document
	for _, d := range pkg.Documents {
		docs = append(docs, krm.Document{Path: place, Index: d.Index, Line: d.Line, Column: d.Column, Text: d.Text})
	}
	list, results := krm.FromForeign(docs)
	if len(results) > 0 {
		return nil, fmt.Errorf("--config: %s: line %d: %s", v.config, results[0].Line, results[0].Message)
	}
	if len(list.Items) != 1 {
		return nil, fmt.Errorf("--config: %s must hold one resource, a %s, holds %d", v.config, v1alpha1.ConfigKind(check.ValidateName), len(list.Items))
	}
	return list.Items[0], nil
}

// configOf returns the configuration for a list: that of --config, of the ResourceList, of the Kptfile, or the only one
// among the resources.
func (f *findings) configOf(list *krm.ResourceList) (*krm.Item, []krm.Result, error) {
	kind := v1alpha1.ConfigKind(check.ValidateName)
	if f.config != nil {
		return f.config, nil, nil
	}
	if fc := list.FunctionConfig; fc != nil {
		if fc.Group() != v1alpha1.Group {
			return nil, nil, nil // of another function, whose list this is
		}
		return fc, nil, nil
	}
	if config, problems := configOfKptfile(list); config != nil || problems != nil {
		return config, problems, nil
	}
	var found []*krm.Item
	for _, it := range list.Items {
		if it.Is(v1alpha1.Group, kind) {
			found = append(found, it)
		}
	}
	switch len(found) {
	case 0:
		return f.fallback, nil, nil
	case 1:
		return found[0], nil, nil
	}
	return nil, nil, fmt.Errorf("there are %d resources of kind %s, in %s and %s: name the one to use by --config",
		len(found), kind, f.display(found[0].Path), f.display(found[1].Path))
}

// findFallback finds the only configuration that stands in the folder itself.
func (f *findings) findFallback() {
	if f.pkg == nil {
		return
	}
	kind := v1alpha1.ConfigKind(check.ValidateName)
	for _, g := range f.groups {
		for _, d := range g.documents {
			if d.Package != f.pkg.Path || !bytes.Contains(d.Text, []byte(kind)) {
				continue
			}
			list, _ := krm.FromForeign([]krm.Document{d})
			for _, it := range list.Items {
				if !it.Is(v1alpha1.Group, kind) {
					continue
				}
				if f.fallback != nil {
					f.fallback = nil // which one is meant is not for us to say
					return
				}
				f.fallback = it
			}
		}
	}
}

// configOfKptfile returns the configuration that the topmost Kptfile names for validate-delivery.
func configOfKptfile(list *krm.ResourceList) (*krm.Item, []krm.Result) {
	var top *krm.Item
	for _, it := range list.Items {
		if it.Is("kpt.dev", "Kptfile") && path.Base(it.Path) == "Kptfile" && (top == nil || len(it.Path) < len(top.Path)) {
			top = it
		}
	}
	if top == nil {
		return nil, nil
	}
	for _, field := range []string{"validators", "mutators"} {
		entries := top.Lookup("pipeline", field)
		if entries == nil {
			continue
		}
		for i, e := range entries.Content {
			at := krm.Lookup(e, "configPath")
			if _, name := calledFunction(e); name != check.ValidateName || at == nil {
				continue
			}
			for _, it := range list.Items {
				if it.Path == path.Join(path.Dir(top.Path), at.Value) {
					return it, nil
				}
			}
			return nil, []krm.Result{top.Result(krm.Error, check.RuleNotRead, fmt.Sprintf("pipeline.%s[%d].configPath", field, i), at,
				"there is no file %q in the package", at.Value)}
		}
	}
	return nil, nil
}

// show notes the path by which a person knows a file: relative to the working directory where it is below that.
func (f *findings) show(name, shown string) {
	if filepath.IsAbs(shown) {
		if dir, err := os.Getwd(); err == nil {
			if rel, err := filepath.Rel(dir, shown); err == nil && filepath.IsLocal(rel) {
				shown = rel
			}
		}
	}
	shown = filepath.ToSlash(filepath.Clean(shown))
	f.shown[name], f.origin[shown] = shown, name
}

func (f *findings) display(name string) string {
	if shown, ok := f.shown[name]; ok {
		return shown
	}
	if filepath.IsAbs(name) { // a file beside the resources
		return checkout.Shown(name)
	}
	return name
}

// add takes results over, with the paths that a person sees.
func (f *findings) add(results []krm.Result, held map[string]bool) {
	for _, r := range results {
		if r.File != nil {
			if held != nil {
				held[r.File.Path] = true
			}
			name := r.File.Path
			r.File = &krm.File{Path: f.display(name), Index: r.File.Index}
			if filepath.IsAbs(name) && f.shown[name] == "" {
				f.beside[r.File.Path] = true
			}
		}
		f.results = append(f.results, r)
	}
}

// addProofs takes proofs over, with the paths that a person sees.
func (f *findings) addProofs(proofs []rule.Proof) {
	for _, p := range proofs {
		for i := range p.From {
			p.From[i].File = f.display(p.From[i].File)
		}
		f.proofs = append(f.proofs, p)
	}
}

func (f *findings) listFiles(held map[string]bool) {
	last := ""
	for _, g := range f.groups {
		for _, d := range g.documents {
			if held[d.Path] && d.Path != last {
				f.files = append(f.files, f.display(d.Path))
			}
			last = d.Path
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.beside)) {
		if !slices.Contains(f.files, name) {
			f.files = append(f.files, name)
		}
	}
}

// content returns a file by the path that a person sees.
func (f *findings) content(shown string) []byte {
	name, ok := f.origin[shown]
	switch {
	case !ok, f.beside[shown]: // a workflow or a registries.yaml may hold a credential on any line
		return nil
	case f.pkg == nil:
		return f.stdin
	}
	return f.pkg.Content(name)
}

// withoutRefused drops what is said of a workflow as a file where it is said of it as a workflow.
func (f *findings) withoutRefused(results []krm.Result) []krm.Result {
	refused := map[string]bool{}
	for _, r := range results {
		if r.Rule == "workflow-not-valid" && r.File != nil {
			refused[realPath(r.File.Path)] = true
		}
	}
	if len(refused) == 0 {
		return results
	}
	return slices.DeleteFunc(results, func(r krm.Result) bool {
		return r.Rule == krm.RuleNotYAML && r.File != nil && refused[realPath(r.File.Path)]
	})
}

// realPath tells a file from every other, whatever it is shown as.
func realPath(shown string) string {
	if absolute, err := filepath.Abs(filepath.FromSlash(shown)); err == nil {
		if real, err := filepath.EvalSymlinks(absolute); err == nil {
			return real
		}
	}
	return shown
}

// withoutTwice drops results that say the same of the same place: what holds for all packages of a repository.
func withoutTwice(results []krm.Result) []krm.Result {
	kept := results[:0]
	for i, r := range results {
		if i == 0 || r.String() != results[i-1].String() {
			kept = append(kept, r)
		}
	}
	return kept
}
