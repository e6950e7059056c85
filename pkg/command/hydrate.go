// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"path"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// rendering is what the pipelines of a package, and of the packages below it, make of its resources.
type rendering struct {
	resources []resource
	results   []krm.Result
	removed   []*folder.Document
}

// resource is a document of the package as it is after some functions.
type resource struct {
	// path is relative to the root package; pkg is the path of the package that it belongs to.
	path, pkg string
	index     int
	line      int
	text      []byte
	// came is the document that it was read as; nil for a new one.
	came    *folder.Document
	changed bool
	item    *krm.Item // as the last function left it
}

// hydrate runs the pipelines in the order of kpt: those of the packages below first, then the package's own over all.
// It stops at the first function that fails.
func hydrate(pkg *folder.Package, docs Docs, allowEmpty bool) (*rendering, error) {
	r := &rendering{}
	for _, below := range pkg.Packages {
		sub, err := hydrate(below, docs, allowEmpty)
		if err != nil {
			return nil, err
		}
		r.resources = append(r.resources, sub.resources...)
		r.results = append(r.results, sub.results...)
		r.removed = append(r.removed, sub.removed...)
		if krm.Failed(r.results) {
			return r, nil
		}
	}
	for i := range pkg.Documents {
		d := &pkg.Documents[i]
		if d.Lost {
			return nil, fmt.Errorf("%s:%d: kpt does not see this document and would delete it; separate it by a line `---`", d.Path, d.Line)
		}
		r.resources = append(r.resources, resource{path: d.Path, pkg: pkg.Path, index: d.Index, line: d.Line, text: d.Text, came: d})
	}
	list, err := r.list(pkg.Path)
	if broken := krm.DocumentResults(err); broken != nil {
		// What is wrong in the files that can be read is said in the same run.
		_, others := v1alpha1.Load(list)
		krm.SortResults(others)
		r.results = append(append(r.results, broken...), others...)
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	steps, err := pipeline(kptfile(list), docs)
	if err != nil {
		return nil, err
	}
	for i, s := range steps {
		if i > 0 {
			if list, err = r.list(pkg.Path); err != nil {
				return nil, err
			}
		}
		if err := configure(list, s, allowEmpty); err != nil {
			return nil, err
		}
		s.function.Apply(list)
		krm.SortResults(list.Results)
		r.say(list.Results)
		if krm.Failed(list.Results) {
			return r, nil
		}
		if err := r.take(list, pkg.Path); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// say adds results, without those that an earlier function has said, which may have known the line.
func (r *rendering) say(results []krm.Result) {
	said := make(map[string]bool, 2*len(r.results))
	for _, result := range r.results {
		said[result.String()] = true
		result.Line, result.Column = 0, 0
		said[result.String()] = true
	}
	for _, result := range results {
		if !said[result.String()] {
			r.results = append(r.results, result)
		}
	}
}

// list makes the list that a function of a package is given.
func (r *rendering) list(pkg string) (*krm.ResourceList, error) {
	documents := make([]krm.Document, len(r.resources))
	for i, res := range r.resources {
		documents[i] = krm.Document{Path: below(pkg, res.path), Package: res.pkg, Index: res.index, Line: res.line, Text: res.text}
		if res.came != nil {
			documents[i].Column = res.came.Column
		}
	}
	return krm.FromDocuments(documents)
}

// take takes over what a function made of its list.
func (r *rendering) take(list *krm.ResourceList, pkg string) error {
	var kept []resource
	for i, it := range list.Items {
		if it.Added() {
			text, err := it.YAML()
			if err != nil {
				return fmt.Errorf("printing %s: %w", it.Ref(), err)
			}
			kept = append(kept, resource{path: path.Join(pkg, it.Path), pkg: pkg, index: it.Index, text: text, item: it})
			continue
		}
		res := r.resources[i]
		if it.Removed() {
			if res.came != nil {
				r.removed = append(r.removed, res.came)
			}
			continue
		}
		if it.Changed() {
			text, err := it.YAML()
			if err != nil {
				return fmt.Errorf("printing %s: %w", it.Ref(), err)
			}
			res.text, res.changed, res.line = text, true, 0 // lines of what is not written yet mean nothing
		}
		res.item = it
		kept = append(kept, res)
	}
	r.resources = kept
	return nil
}

// below returns a path relative to a package that holds it.
func below(pkg, file string) string {
	if pkg == "." {
		return file
	}
	return file[len(pkg)+1:]
}

// kptfile returns the Kptfile of a list's own package, or nil.
func kptfile(list *krm.ResourceList) *krm.Item {
	for _, it := range list.Items {
		if it.Path == "Kptfile" && it.Is("kpt.dev", "Kptfile") {
			return it
		}
	}
	return nil
}

// configure gives a function the configuration that its step names.
func configure(list *krm.ResourceList, s step, allowEmpty bool) error {
	list.FunctionConfig = nil
	if allowEmpty && s.config == "" && s.options == nil && generates(s.function.Name) {
		root := krm.Put(krm.Put(krm.Map(), "apiVersion", krm.String(v1alpha1.APIVersion)), "kind", krm.String(v1alpha1.ConfigKind(s.function.Name)))
		return setConfig(list, krm.Put(root, "spec", krm.Put(krm.Map(), "allowEmpty", krm.Bool(true))))
	}
	if s.options != nil {
		root := krm.Put(krm.Put(krm.Map(), "apiVersion", krm.String("v1")), "kind", krm.String("ConfigMap"))
		krm.Put(root, "metadata", krm.Put(krm.Map(), "name", krm.String("function-input")))
		return setConfig(list, krm.Put(root, "data", s.options))
	}
	if s.config == "" {
		return nil
	}
	for _, it := range list.Items {
		if it.Path == path.Clean(s.config) {
			list.FunctionConfig = it
			return nil
		}
	}
	return fmt.Errorf("configPath %q of %s in the Kptfile: there is no such file in the package", s.config, s.function.Name)
}

func setConfig(list *krm.ResourceList, n *yaml.Node) error {
	made, err := krm.FromDocuments([]krm.Document{{Path: "Kptfile", Line: 1, Text: krm.Append(nil, n, 0)}})
	if err != nil {
		return err
	}
	list.FunctionConfig = made.Items[0]
	return nil
}

// generates reports whether a function may be let prune everything.
func generates(function string) bool {
	switch function {
	case generate.DeliveryName, generate.ApplicationName, generate.RBACName, generate.SecretStubsName:
		return true
	}
	return false
}

// idle says why there is nothing to render in a folder, and "" where there is: a wrong path must not look like success.
func (r *rendering) idle() string {
	if len(r.resources) == 0 && len(r.removed) == 0 {
		return "holds no resource"
	}
	for _, res := range r.resources {
		if res.came == nil || res.changed || res.item != nil && (res.item.Group() == v1alpha1.Group || res.item.Is("kpt.dev", "Kptfile")) {
			return ""
		}
	}
	if len(r.removed) > 0 {
		return ""
	}
	return "holds no Project and no Kptfile: there is nothing to render in it"
}
