// SPDX-License-Identifier: Apache-2.0

package application

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// The annotations that say whether the updater writes into the live Application.
const (
	imageListKey = imageupdater.Prefix + "/image-list"
	writeBackKey = imageupdater.Prefix + "/write-back-method"
)

// annotatedForLive reports whether annotations make Image Updater write into the live Application, which it does unless
// they say git. at is the annotation that says so.
func annotatedForLive(annotations *yaml.Node) (at *yaml.Node, ok bool) {
	if !given(krm.Lookup(annotations, imageListKey)) {
		return nil, false
	}
	for _, a := range view.Pairs(annotations) {
		switch {
		case a.Key.Value == writeBackKey && a.Value != nil:
			at = a.Value
			// With a method that it does not know, the updater writes nowhere.
			if method, err := imageupdater.ParseWriteBackMethod(a.Value.Value); err != nil || method.Method != imageupdater.MethodArgoCD {
				return nil, false
			}
		case a.Key.Value == imageListKey && at == nil:
			at = a.Key
		}
	}
	return at, true
}

// followedLive reports whether Image Updater writes into the live Application, by its annotations or by an ImageUpdater.
func followedLive(c *rule.Context, it *krm.Item) bool {
	if _, ok := annotatedForLive(it.Lookup("metadata", "annotations")); ok {
		return true
	}
	if !c.ImageUpdater.Resource() {
		return false
	}
	refs := updaterRefs(c)
	for _, ref := range refs[selected{it.Namespace, it.Name}] {
		return ref.live
	}
	for _, ref := range refs[selected{it.Namespace, ""}] {
		if matched, err := path.Match(ref.pattern, it.Name); err == nil && matched {
			return ref.live
		}
	}
	return false
}

// selected is the namespace of an ImageUpdater and the Application that one of its references names; "" for a pattern.
type selected struct{ namespace, name string }

// updaterRef is a reference of an ImageUpdater that has images of its own.
type updaterRef struct {
	pattern string
	live    bool
}

type refsKey struct{}

func updaterRefs(c *rule.Context) map[selected][]updaterRef {
	return rule.Memo(c, refsKey{}, func() map[selected][]updaterRef {
		all := map[selected][]updaterRef{}
		for _, updater := range c.Of(imageupdater.Prefix, imageupdater.Kind) {
			common := krm.Text(updater.Lookup("spec", "writeBackConfig", "method"))
			for _, ref := range view.Entries(updater.Lookup("spec", "applicationRefs")) {
				pattern := krm.Text(krm.Lookup(ref, "namePattern"))
				method := krm.Text(krm.Lookup(ref, "writeBackConfig", "method"))
				if method == "" {
					method = common
				}
				if pattern == "" || view.Templated(pattern) || krm.Lookup(ref, "images") == nil {
					continue
				}
				key := selected{updater.Namespace, pattern}
				if argocd.HasGlob(pattern) {
					key.name = ""
				}
				all[key] = append(all[key], updaterRef{pattern, !strings.HasPrefix(method, "git") && !view.Templated(method)})
			}
		}
		return all
	})
}
