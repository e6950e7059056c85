// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// kinds are those whose annotations the updater reads: an Application, and what an ApplicationSet makes of its template.
var kinds = []rule.Kind{view.Application, view.ApplicationSet}

// subject is the annotations of one Application, or of the template of an ApplicationSet, with the images that they name.
type subject struct {
	version updater.Version
	spec    view.Spec
	// namespace is that of the Application; "" where it is not known.
	namespace string
	// base is the path of the annotations.
	base string
	// settings are the annotations with the updater's prefix, in order.
	settings []setting
	// images are the items of the image-list, in order.
	images []image
	// closed says that all aliases are known: there is an image-list and no placeholder stands for an alias.
	closed bool
	// open says that more annotations may come from elsewhere: a patch, a merge key, another layer of the same resource.
	open bool
	// whole says that the resource is no patch: it has a source and a destination.
	whole bool
	// filters are what the allow-tags of all subjects say, by their text.
	filters map[string]*filter
}

// setting is one annotation. name is its key without prefix and slash.
type setting struct {
	name       string
	key, value *yaml.Node
	// plain says that the value is text, and no placeholder of a template.
	plain bool
}

// text is the value as the updater gets it.
func (s setting) text() string { return s.value.Value }

// judged reports whether the value is text, and no placeholder of a template.
func (s setting) judged() bool { return s.plain }

// is reports whether it is the setting of that name, of the Application or of an image of whatever alias.
func (s setting) is(name string) bool {
	alias, ends := strings.CutSuffix(s.name, name)
	return ends && (alias == "" || strings.HasSuffix(alias, "."))
}

type subjectKey struct{ item *krm.Item }

// subjectOf returns what the updater would read of an item; nil where there is no annotation of its own.
func subjectOf(c *rule.Context, it *krm.Item) *subject {
	return rule.Memo(c, subjectKey{it}, func() *subject { return newSubject(c, it) })
}

func newSubject(c *rule.Context, it *krm.Item) *subject {
	s := &subject{version: c.RunningUpdater(), spec: view.SpecOf(it), namespace: it.Namespace, base: "metadata.annotations"}
	type key struct{}
	s.filters = rule.Memo(c, key{}, func() map[string]*filter { return map[string]*filter{} })
	merged := false // more annotations are put in by the resource itself
	annotations := it.Lookup("metadata", "annotations")
	if it.Kind == argocd.KindApplicationSet {
		metadata := it.Lookup("spec", "template", "metadata")
		annotations = krm.Lookup(metadata, "annotations")
		s.base = "spec.template.metadata.annotations"
		if own := krm.Text(krm.Lookup(metadata, "namespace")); own != "" {
			s.namespace = own
		}
		merged = it.Lookup("spec", "templatePatch") != nil
	}
	if view.Templated(s.namespace) {
		s.namespace = ""
	}
	for _, pair := range view.Pairs(annotations) {
		if pair.Key.Tag == "!!merge" {
			merged = true
			continue
		}
		name, ours := strings.CutPrefix(pair.Key.Value, updater.Prefix+"/")
		if !ours || pair.Value == nil || pair.Value.ShortTag() == "!!null" {
			continue // null is how a patch removes a key
		}
		set := setting{name, pair.Key, pair.Value, pair.Value.ShortTag() == "!!str" && !view.Templated(pair.Value.Value)}
		s.settings = append(s.settings, set)
	}
	if len(s.settings) == 0 {
		return nil
	}
	s.whole = whole(it)
	s.open = merged || !s.whole || patched(c)[identity(it)]
	s.readImages(!merged)
	return s
}

// whole reports whether a resource is more than a patch.
func whole(it *krm.Item) bool {
	spec := view.SpecOf(it)
	destination := spec.Lookup("destination")
	return destination != nil && len(spec.Sources()) > 0
}

// identity names a resource; the layers of one, such as a base and its patches, share it.
func identity(it *krm.Item) string { return it.Kind + "\n" + it.Name }

// patched holds the identities of which some resource is a patch.
func patched(c *rule.Context) map[string]bool {
	type key struct{}
	return rule.Memo(c, key{}, func() map[string]bool {
		found := map[string]bool{}
		for _, k := range kinds {
			for _, it := range c.Of(k.Group, k.Name) {
				if !whole(it) {
					found[identity(it)] = true
				}
			}
		}
		return found
	})
}

// path returns the path of a setting.
func (s *subject) path(set setting) string { return s.base + "[" + set.key.Value + "]" }

// wide returns a setting of the whole Application.
func (s *subject) wide(name string) (setting, bool) {
	return s.named("", name)
}

// named returns the setting `ALIAS.NAME`, or that of the Application where the alias is "". Of two with one key the last counts.
func (s *subject) named(alias, name string) (setting, bool) {
	for _, set := range slices.Backward(s.settings) {
		rest, ok := set.name, true
		if alias != "" {
			if rest, ok = strings.CutPrefix(rest, alias); ok {
				rest, ok = strings.CutPrefix(rest, ".")
			}
		}
		if ok && rest == name {
			return set, true
		}
	}
	return setting{}, false
}

// own returns a setting of one image alone, which only an image with an alias has.
func (s *subject) own(im image, name string) (setting, bool) {
	if im.Alias == "" {
		return setting{}, false
	}
	return s.named(s.version.AliasInKey(im.Alias), name)
}

// effective returns the setting that counts for an image: its own one, else that of the Application. Before v1 an empty one
// counts too.
func (s *subject) effective(im image, name string) (setting, bool) {
	if set, ok := s.own(im, name); ok && (set.text() != "" || !set.judged() || !s.version.Resource()) {
		return set, true
	}
	set, ok := s.wide(name)
	return set, ok
}

// each calls f with the settings of one name, that of the Application and those of single images, whatever their alias.
func (s *subject) each(name string, f func(setting)) {
	for _, set := range s.settings {
		if set.judged() && set.is(name) {
			f(set)
		}
	}
}

// strategy returns the strategy that is meant for an image, also where the version knows another word for it; "" where that
// cannot be told.
func (s *subject) strategy(im image) (string, setting) {
	set, ok := s.effective(im, updater.KeyUpdateStrategy)
	switch {
	case !ok:
		return updater.SemVer, set
	case !set.judged():
		return "", set
	case set.text() == "":
		return updater.SemVer, set
	}
	canonical, _ := updater.CanonicalStrategy(strings.ToLower(strings.TrimSpace(set.text())))
	return canonical, set
}

// writeBack returns how the updater writes back; ok is false where that cannot be told.
func (s *subject) writeBack() (method updater.WriteBack, ok bool) {
	set, given := s.wide(updater.KeyWriteBackMethod)
	if !given {
		return updater.WriteBack{Method: updater.MethodArgoCD}, !s.open
	}
	if !set.judged() {
		return method, false
	}
	method, err := updater.ParseWriteBackMethod(set.text())
	return method, err == nil
}

// problem is a problem of a setting's value.
func (s *subject) problem(set setting, format string, args ...any) rule.Problem {
	return rule.Problem{Path: s.path(set), At: set.value, Current: set.text(), Message: fmt.Sprintf(format, args...)}
}

// keyProblem is a problem of a setting's key.
func (s *subject) keyProblem(set setting, format string, args ...any) rule.Problem {
	return rule.Problem{Path: s.path(set), At: set.key, Current: set.key.Value, Message: fmt.Sprintf(format, args...)}
}
