// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// firstResource is the version that is taken where nobody names one and an ImageUpdater shows that it is no older one.
const firstResource = "v1.1"

// Followed returns the images that an ImageUpdater tells the updater to follow. Those of entries with useAnnotations are not
// among them.
//
// Upstream: pkg/argocd/argocd.go mergeCommonUpdateSettings and newImageFromCommonUpdateSettings.
func Followed(c *rule.Context, it *krm.Item) []view.Followed {
	r := read(c, it)
	version, dead := c.ImageUpdater, ""
	if !version.Resource() {
		version, _, _ = imageupdater.Resolve(firstResource)
		if !c.ImageUpdaterAssumed {
			dead = "Image Updater " + c.ImageUpdater.String() + " reads no ImageUpdater resource"
		}
	}
	var all []view.Followed
	r.everyImage(func(ref *ref, im *image) {
		f := view.Followed{Item: it, Path: im.path + ".imageName", At: im.name, Version: version, Image: im.parsed, Dead: dead}
		f.Image.Alias = krm.Text(im.alias)
		if _, ok := text(im.name); !ok {
			f.Unknown = "a placeholder stands in its name, or nothing"
		} else if len(im.problems) > 0 && dead == "" {
			f.Dead = strings.TrimPrefix(im.problems[0].Error(), "image-list item 1 ")
		}
		if f.Unknown == "" {
			if instead, known := r.readInto(&f.Image, ref, im); known {
				f.Instead = instead
			} else {
				f.Unknown = "a placeholder stands in its settings"
			}
		}
		all = append(all, f)
	})
	return all
}

// readInto puts the settings of an image into it, the inner blocks before the outer ones; false where a placeholder stands in
// one. Up to v1.3 the CustomResourceDefinition puts semver into every block without a strategy (argocd-image-updater#1782);
// instead says so where an outer block has another one.
func (r *resource) readInto(into *imageupdater.Image, ref *ref, im *image) (instead string, known bool) {
	known = true
	into.UpdateStrategy = imageupdater.SemVer
	for _, b := range [...]block{r.settings, ref.settings, im.settings} {
		if b.node == nil {
			continue
		}
		field := func(name string) (*yaml.Node, bool) {
			n, _ := b.field(name)
			if n == nil || n.ShortTag() == "!!null" {
				return nil, false
			}
			known = known && !view.Templated(n.Value)
			return n, true
		}
		outer := into.UpdateStrategy
		into.UpdateStrategy = imageupdater.SemVer
		switch n, ok := field("updateStrategy"); {
		case ok:
			instead = ""
			if strategy, read := strategyOf(n.Value); read {
				into.UpdateStrategy = strategy
			} else {
				instead = fmt.Sprintf("Image Updater knows no strategy %q", n.Value)
			}
		case outer != imageupdater.SemVer:
			instead = fmt.Sprintf("%s names no updateStrategy, and the CustomResourceDefinition puts semver there, in the place of the %s that is set further out", b.path, outer)
		}
		if n, ok := field("allowTags"); ok {
			into.AllowTags = n.Value
		}
		if n, ok := field("pullSecret"); ok {
			into.PullSecret = n.Value
		}
		list := func(name string, to *[]string) {
			n, ok := field(name)
			if !ok {
				return
			}
			*to = nil
			for _, e := range view.Entries(n) {
				known = known && !view.Templated(e.Value)
				*to = append(*to, e.Value)
			}
		}
		list("ignoreTags", &into.IgnoreTags)
		list("platforms", &into.Platforms)
	}
	return instead, known
}
