// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// method returns the write-back method of an entry in one version: "" where it is a template, or has a mistake.
func (r *resource) method(ref *ref, v imageupdater.Version) string {
	found := imageupdater.MethodArgoCD
	for _, b := range [...]block{r.writeBack, ref.writeBack} {
		if b.node == nil {
			continue
		}
		n, _ := b.field("method")
		value, ok := text(n)
		switch {
		case ok:
			found, _, _ = strings.Cut(strings.TrimSpace(value), ":")
		case n != nil && n.ShortTag() != "!!null" || view.Misspelt(b.node, "method"):
			found = ""
		case !v.AtLeast(1, 3):
			found = imageupdater.MethodArgoCD // the default that the CustomResourceDefinition writes into the block
		}
	}
	return found
}

// always reports whether the method of an entry is the same in every version that may be meant.
func (r *resource) always(ref *ref, method string) bool {
	return r.all(func(v imageupdater.Version) bool { return r.method(ref, v) == method })
}

// targets calls f for every write-back target that is read, with the entries that it is for.
func (r *resource) targets(f func(n *yaml.Node, path string, refs []ref)) {
	read := func(b block, refs []ref) {
		git := child(b.node, b.path, "gitConfig")
		if n, path := git.field("writeBackTarget"); len(refs) > 0 {
			if _, ok := text(n); ok {
				f(n, path, refs)
			}
		}
	}
	var below []ref
	for i := range r.refs {
		ref := &r.refs[i]
		if ref.annotations != nil || r.always(ref, imageupdater.MethodArgoCD) {
			continue
		}
		if target, _ := child(ref.writeBack.node, ref.writeBack.path, "gitConfig").field("writeBackTarget"); target == nil {
			below = append(below, *ref)
			continue
		}
		read(ref.writeBack, r.refs[i:i+1])
	}
	read(r.writeBack, below)
}
