// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/schema"
)

// target is the tree that resources of a kind are held against.
type target struct {
	kind string
	root *schema.Node
	// product and version are for messages.
	product, version string
	// others are versions that may be meant as well: a field is unknown where none of them knows it.
	others []string
}

// targetOf returns the tree for a resource, or nil where there is none.
func targetOf(c *rule.Context, it *krm.Item) *target {
	t := &target{kind: it.Kind, product: "Argo CD", version: c.ArgoCD.String()}
	if it.Kind == imageupdater.Kind {
		t.product, t.version = "Image Updater", c.ImageUpdater.String()
		if !c.ImageUpdater.Resource() {
			// Whoever has an ImageUpdater runs v1, whatever version is assumed. The newest asks for the least.
			versions := schema.Versions(it.Kind)
			last := len(versions) - 1
			t.version, t.others = versions[last], versions[:last]
		}
	}
	root, err := schema.Load(t.kind, t.version)
	if err != nil {
		return nil // a version without a tree is not judged
	}
	t.root = root
	return t
}

// knowing returns the first and the last version that has a field, or "". It reads every version, so it is for fields that the
// target does not know.
func (t *target) knowing(path []string) (first, last string) {
	for _, version := range schema.Versions(t.kind) {
		root, err := schema.Load(t.kind, version)
		if err != nil || root.Lookup(path...) == nil {
			continue
		}
		if first == "" {
			first = version
		}
		last = version
	}
	return first, last
}

// maybeKnown reports whether one of the others has a field.
func (t *target) maybeKnown(path []string) bool {
	for _, version := range t.others {
		if root, err := schema.Load(t.kind, version); err == nil && root.Lookup(path...) != nil {
			return true
		}
	}
	return false
}
