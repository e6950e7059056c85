// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"sort"
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
	files := p.renderedFiles()
	if len(files) == 0 {
		if existing != nil && marked(existing) {
			p.remove(existing, "no rendered file is left")
		}
		return
	}
	o.tree = func(b *krm.Builder) *yaml.Node {
		root, _, _ := o.header(b)
		return b.Put(root, "resources", b.Strings(files...))
	}
	o.settle = dropMissingFiles(p.next)
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

// dropMissingFiles takes out of `resources` the files of this folder that are gone.
func dropMissingFiles(files map[string]int) settling {
	return func(_ *krm.Item, n *yaml.Node, dry bool) (changed bool, results []krm.Result) {
		resources := krm.Lookup(n, "resources")
		if resources == nil || resources.Kind != yaml.SequenceNode {
			return false, nil
		}
		var kept []*yaml.Node
		for _, e := range resources.Content {
			file := krm.Resolve(e).Value
			_, there := files[renderedDir+file]
			if there || strings.HasPrefix(file, "../") || strings.Contains(file, "://") || !strings.HasSuffix(file, ".yaml") {
				kept = append(kept, e)
			}
		}
		changed = len(kept) < len(resources.Content)
		if changed && !dry {
			resources.Content = kept
		}
		return changed, nil
	}
}
