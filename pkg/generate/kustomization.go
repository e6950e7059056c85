// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"path"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

const (
	kindKustomization = "Kustomization"
	renderedDir       = "rendered/"
	renderedList      = renderedDir + "kustomization.yaml"
	renderedName      = "rendered"
)

var renderedLists = lists{{path: "resources", identity: byValue}}

// listRendered keeps the kustomization that lists the rendered files, and exactly those. What a person listed besides,
// from another folder or a file that is there, stays.
func (p *packageRun) listRendered() {
	if p.scope&applications == 0 || p.underKustomize {
		return
	}
	o := &output{
		apiVersion: kustomizeGroup + "/v1beta1", kind: kindKustomization, name: renderedName,
		path: renderedList, mark: p.platformMark(), local: true, lists: renderedLists,
	}
	existing := p.find(kustomizeGroup, kindKustomization, "", renderedName)
	for _, it := range p.list.Items {
		if it.Path == renderedList && it.Package == p.home && it != existing && !it.Removed() && !it.Added() {
			p.list.Report(it.Result(krm.Error, "list-taken", "", nil,
				"this file is where the rendered files are listed, by a Kustomization with `metadata.name: %s`; name yours so, and its entries stay, or move it", renderedName))
			return
		}
	}
	files := p.renderedFiles()
	settle := p.dropMissingFiles()
	if len(files) == 0 && (existing == nil || !marked(existing) || !p.keepsEntries(existing)) {
		if existing != nil && marked(existing) {
			p.remove(existing, "no rendered file is left")
		}
		return
	}
	o.tree = func(b *krm.Builder) *yaml.Node {
		root, _, _ := o.header(b)
		return b.Put(root, "resources", b.Strings(files...))
	}
	o.settle = settle
	p.place(o)
}

// renderedFiles returns the files below rendered/ that hold a marked resource which a cluster gets, as the kustomization
// there names them. One that a person moved out of rendered/ cannot be listed: kustomize reads no file above its folder.
func (p *packageRun) renderedFiles() []string {
	seen := map[string]bool{}
	var files []string
	for _, it := range p.list.Items {
		if it.Removed() || seen[it.Path] || !p.rendered(it) {
			continue
		}
		file, below := strings.CutPrefix(it.Path, renderedDir)
		switch {
		case below:
			seen[it.Path] = true
			files = append(files, file)
		case marked(it):
			p.list.Report(it.Result(krm.Warning, "not-listed", "", nil,
				"stands outside %s, so that %s cannot list it and Argo CD does not see it there; move the file back, or list it in a kustomization of your own", renderedDir, renderedList))
		}
	}
	sort.Strings(files)
	return files
}

// rendered reports whether an item is one of this package that was made from a Project and that a cluster gets.
func (p *packageRun) rendered(it *krm.Item) bool {
	if it.Added() {
		return p.wanted[it] && !p.local[it]
	}
	return it.Package == p.home && !it.LocalConfig() && scopeOf(it) == applications && (marked(it) || p.wanted[it])
}

// keepsEntries reports whether a person listed something that stays.
func (p *packageRun) keepsEntries(it *krm.Item) bool {
	resources := it.Lookup("resources")
	if resources == nil {
		return false
	}
	for _, e := range resources.Content {
		if p.stays(krm.Resolve(e).Value) {
			return true
		}
	}
	return false
}

// stays reports whether an entry of `resources` is a file that is there, or leads elsewhere.
func (p *packageRun) stays(entry string) bool {
	file := renderedDir + path.Clean(entry)
	_, there := p.next[file]
	return there || !p.gone[file] && strings.Contains(entry, "/") || !manifest(entry)
}

// dropMissingFiles takes out of `resources` the files of this folder that are gone. An entry that leads elsewhere stays.
func (p *packageRun) dropMissingFiles() settling {
	return func(it *krm.Item, n *yaml.Node, dry bool) (changed bool, results []krm.Result) {
		resources := krm.Lookup(n, "resources")
		if resources == nil || resources.Kind != yaml.SequenceNode {
			return false, nil
		}
		var kept []*yaml.Node
		for i, e := range resources.Content {
			entry := krm.Resolve(e).Value
			if p.stays(entry) {
				kept = append(kept, e)
				continue
			}
			if !p.gone[renderedDir+path.Clean(entry)] {
				results = append(results, it.Result(krm.Info, "not-listed", "resources["+strconv.Itoa(i)+"]", e,
					"removed: %q is not among the files of the package", entry))
			}
		}
		changed = len(kept) < len(resources.Content)
		if changed && !dry {
			resources.Content = kept
		}
		return changed, results
	}
}

// manifest reports whether an entry of `resources` is a file, and no folder or URL.
func manifest(entry string) bool {
	switch path.Ext(entry) {
	case ".yaml", ".yml", ".json":
		return !strings.Contains(entry, "://")
	}
	return false
}
