// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// resource is an ImageUpdater, read.
type resource struct {
	c  *rule.Context
	it *krm.Item
	// versions are those that it may be meant for; assumed says that nobody named one.
	versions []imageupdater.Version
	assumed  bool

	settings, writeBack block
	refs                []ref
}

// block is a mapping with the key that names it. A block that is not there has no node.
type block struct {
	key, node *yaml.Node
	path      string
}

// ref is one entry of applicationRefs.
type ref struct {
	node                *yaml.Node
	path                string
	pattern             *yaml.Node
	settings, writeBack block
	images              []image
	// annotations is the value of useAnnotations where it is true.
	annotations *yaml.Node
}

// image is one entry of images.
type image struct {
	node        *yaml.Node
	path        string
	alias, name *yaml.Node
	settings    block
	// parsed is the imageName, problems what is wrong with it; both are empty where it is a template.
	parsed   imageupdater.Image
	problems []error
	// comesTo is what effect returns, once it was asked for.
	comesTo *effect
}

// settingsField is the field of the settings, of an ImageUpdater, of an entry and of an image.
const settingsField = "commonUpdateSettings"

type resourceKey struct{}

type last struct{ resource *resource }

// read returns an ImageUpdater. Rules run one after another on the same resource, so the last one is kept.
func read(c *rule.Context, it *krm.Item) *resource {
	kept := rule.Memo(c, resourceKey{}, func() *last { return &last{} })
	if kept.resource != nil && kept.resource.it == it {
		return kept.resource
	}
	r := &resource{c: c, it: it}
	kept.resource = r
	if it.APIVersion != imageupdater.APIVersion {
		return r // there is no such resource, which has a rule of its own
	}
	r.versions = []imageupdater.Version{c.ImageUpdater}
	if !c.ImageUpdater.Resource() {
		r.versions, r.assumed = nil, true
		for _, name := range imageupdater.Releases() {
			if v, _, err := imageupdater.Resolve(name); err == nil && v.Resource() {
				r.versions = append(r.versions, v)
			}
		}
	}
	spec := it.Lookup("spec")
	r.settings, r.writeBack = child(spec, "spec", settingsField), child(spec, "spec", "writeBackConfig")
	for i, n := range view.Entries(krm.Lookup(spec, "applicationRefs")) {
		r.refs = append(r.refs, readRef(n, view.At("spec.applicationRefs", i)))
	}
	return r
}

func readRef(n *yaml.Node, path string) ref {
	r := ref{node: n, path: path, pattern: krm.Lookup(n, "namePattern")}
	r.settings, r.writeBack = child(n, path, settingsField), child(n, path, "writeBackConfig")
	if use := krm.Lookup(n, "useAnnotations"); use != nil && use.ShortTag() == "!!bool" && use.Value == "true" {
		r.annotations = use
	}
	for i, im := range view.Entries(krm.Lookup(n, "images")) {
		r.images = append(r.images, readImage(im, view.At(path+".images", i)))
	}
	return r
}

func readImage(n *yaml.Node, path string) image {
	im := image{node: n, path: path, alias: krm.Lookup(n, "alias"), name: krm.Lookup(n, "imageName")}
	im.settings = child(n, path, settingsField)
	if name, ok := text(im.name); ok {
		im.parse(name)
	}
	return im
}

// parse reads the imageName as the updater does, which puts the alias before it; the alias has a rule of its own. Unlike an
// image-list it is not cut at commas: one in a range of versions is part of it, and one before that of the name.
func (im *image) parse(name string) {
	last := name[strings.LastIndexByte(name, '/')+1:]
	_, constraint, _ := strings.Cut(last, ":")
	if strings.Contains(strings.TrimSuffix(name, constraint), ",") {
		im.problems = []error{&imageupdater.ListProblem{Trap: imageupdater.TrapName, Item: name, Text: "must name one image: give each its own entry in images"}}
		return
	}
	// The alias has a rule of its own, and the updater puts it before the name in the same way.
	im.parsed, im.problems = imageupdater.ParseImage("image=" + name)
}

// child returns a mapping below another one.
func child(n *yaml.Node, path, name string) block {
	for _, p := range view.Pairs(n) {
		if p.Key.Value == name && p.Value != nil && p.Value.Kind == yaml.MappingNode {
			return block{p.Key, p.Value, path + "." + name}
		}
	}
	return block{}
}

// text returns what a scalar holds; ok is false for what is empty, no string or a template.
func text(n *yaml.Node) (value string, ok bool) {
	value = krm.Text(n)
	return value, value != "" && !view.Templated(value) && !blank(value)
}

// blank reports whether a text holds a word in angle brackets, which somebody is to fill in. In a constraint, a bracket stands
// before a number.
func blank(value string) bool {
	_, after, ok := strings.Cut(value, "<")
	return ok && after != "" && ('a' <= after[0] && after[0] <= 'z' || 'A' <= after[0] && after[0] <= 'Z') && strings.Contains(after, ">")
}

// field returns a field of the block and its path; both are empty where it is not there.
func (b block) field(name string) (*yaml.Node, string) {
	n := krm.Lookup(b.node, name)
	if n == nil {
		return nil, ""
	}
	return n, b.path + "." + name
}

// everySettings calls f for every commonUpdateSettings that is read.
func (r *resource) everySettings(f func(b block)) {
	visit := func(b block) {
		if b.node != nil {
			f(b)
		}
	}
	if !r.onlyAnnotations() {
		visit(r.settings)
	}
	for _, ref := range r.refs {
		if ref.annotations != nil {
			continue
		}
		visit(ref.settings)
		for _, im := range ref.images {
			visit(im.settings)
		}
	}
}

// everyWriteBack calls f for every writeBackConfig that is read.
func (r *resource) everyWriteBack(f func(b block)) {
	if r.writeBack.node != nil && !r.onlyAnnotations() {
		f(r.writeBack)
	}
	for _, ref := range r.refs {
		if ref.writeBack.node != nil && ref.annotations == nil {
			f(ref.writeBack)
		}
	}
}

// everyImage calls f for every image that is read.
func (r *resource) everyImage(f func(ref *ref, im *image)) {
	for i := range r.refs {
		if r.refs[i].annotations != nil {
			continue
		}
		for j := range r.refs[i].images {
			f(&r.refs[i], &r.refs[i].images[j])
		}
	}
}

// onlyAnnotations reports whether all that is followed is read from annotations.
func (r *resource) onlyAnnotations() bool {
	for _, ref := range r.refs {
		if ref.annotations == nil {
			return false
		}
	}
	return len(r.refs) > 0
}

// all reports whether something holds in every version that may be meant.
func (r *resource) all(holds func(v imageupdater.Version) bool) bool {
	for _, v := range r.versions {
		if !holds(v) {
			return false
		}
	}
	return len(r.versions) > 0
}

// from reports whether every version that may be meant is v1.minor or later; maybe whether one of them is.
func (r *resource) from(minor int) (all, maybe bool) {
	return r.all(func(v imageupdater.Version) bool { return v.AtLeast(1, minor) }),
		!r.all(func(v imageupdater.Version) bool { return !v.AtLeast(1, minor) })
}
