// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// place makes an output be there: it adds the resource, or lays the output over the one that exists.
func (p *packageRun) place(o *output) {
	group := krm.Item{APIVersion: o.apiVersion}
	it := p.find(group.Group(), o.kind, o.namespace, o.name)
	if it == nil {
		p.add(o)
		return
	}
	p.wanted[it] = true
	ours := marked(it)
	b := p.list.Builder()
	defer b.Reset()
	tree := o.tree(b)
	o.own(b, tree)
	if !ours && o.mark.annotation != "" {
		unmark(tree)
	}
	results, err := p.lay(o, it, tree, ours)
	if err != nil {
		p.list.Report(it.Result(krm.Error, "cannot-edit", "", nil, "%v", err))
		return
	}
	p.list.Report(results...)
}

// own writes the record of the entries that a tree brings into its annotations.
func (o *output) own(b *krm.Builder, tree *yaml.Node) {
	if len(o.lists) == 0 {
		return
	}
	record := absent()
	if entries := append(o.lists.record(tree), o.also...); len(entries) > 0 {
		record = b.String(strings.Join(entries, " "))
	}
	b.Put(krm.Lookup(tree, "metadata", "annotations"), OwnedAnnotation, record)
}

// unmark takes Fairlead's own annotations out of a tree: a resource that a person wrote, or took over by taking the mark
// off, gets what it needs for the delivery and stays theirs.
func unmark(tree *yaml.Node) {
	annotations := krm.Lookup(tree, "metadata", "annotations")
	kept := annotations.Content[:0]
	for i := 0; i+1 < len(annotations.Content); i += 2 {
		switch annotations.Content[i].Value {
		case ProjectAnnotation, PlatformAnnotation, OwnedAnnotation, krm.LocalConfigAnnotation:
			continue
		}
		kept = append(kept, annotations.Content[i], annotations.Content[i+1])
	}
	annotations.Content = kept
}

// add adds a resource. Under kustomize, which drops them, what no cluster gets is not made at all.
func (p *packageRun) add(o *output) {
	if p.underKustomize && o.local {
		return
	}
	item := krm.Item{APIVersion: o.apiVersion, Kind: o.kind, Namespace: o.namespace, Name: o.name, Path: o.path, Index: p.next[o.path]}
	p.next[o.path]++
	b := p.list.Builder()
	it := p.list.Add(item, func() *yaml.Node {
		tree := o.tree(b)
		o.own(b, tree)
		return present(tree)
	})
	p.wanted[it], p.local[it] = true, o.local
}

// prune removes what Fairlead made and no Project asks for any more.
func (p *packageRun) prune() {
	for _, it := range p.owners {
		if p.wanted[it] || scopeOf(it)&p.scope == 0 || it.Kind == kindKustomization {
			continue
		}
		p.remove(it, p.whyGone(it))
	}
}

func (p *packageRun) whyGone(it *krm.Item) string {
	project, ok := it.Annotation(ProjectAnnotation)
	if !ok {
		return "the Platform does not ask for it any more"
	}
	for _, have := range p.model.Projects {
		if have.Name == project {
			return fmt.Sprintf("Project %q does not ask for it any more", project)
		}
	}
	return fmt.Sprintf("Project %q is gone", project)
}

func (p *packageRun) remove(it *krm.Item, why string) {
	p.list.Report(it.Result(krm.Info, "pruned", "", nil, "removed: %s", why))
	it.Remove()
	for _, other := range p.list.Items {
		if !other.Removed() && other.Path == it.Path && other.Package == it.Package {
			return
		}
	}
	if it.Package == p.home {
		delete(p.next, it.Path)
		p.gone[it.Path] = true
	}
}
