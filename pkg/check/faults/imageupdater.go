// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// imageUpdater are the faults of the rules of the package imageupdater.
var imageUpdater = merged(imageUpdaterLists, imageUpdaterSettings, imageUpdaterWriteBack)

func merged(parts ...map[string]Fault) map[string]Fault {
	all := map[string]Fault{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}

// watched is an Application, or the template of an ApplicationSet, in whose annotations Image Updater finds images.
type watched struct {
	delivery
	// items are those of the image-list as they are written, images what they say.
	items  []string
	images []imageupdater.Image
}

// path returns the path of an annotation of the updater.
func (w watched) path(name string) []any {
	return w.metadata("annotations", imageupdater.Prefix+"/"+name)
}

// value returns an annotation of the updater, there whether it stands.
func (w watched) value(name string) (value string, there bool) {
	return w.Get(w.path(name)...), w.Has(w.path(name)...)
}

func (w watched) holds(name string) bool { return w.Has(w.path(name)...) }

// write writes an annotation of the updater, and returns its path.
func (w watched) write(name, value string) []any {
	w.Set(value, w.path(name)...)
	return w.path(name)
}

// erase takes an annotation of the updater away, where it stands.
func (w watched) erase(name string) {
	if w.holds(name) {
		w.Remove(w.path(name)...)
	}
}

// own is the name of a setting of one image, which has an alias.
func (w watched) own(i int, name string) string {
	return strings.TrimPrefix(w.set.ImageUpdater.ImageKey(w.images[i].Alias, name), imageupdater.Prefix+"/")
}

// counting returns the name of the annotation that counts for an image: that of the image, else that of the Application.
func (w watched) counting(i int, name string) string {
	if value, there := w.value(w.own(i, name)); there && (value != "" || !w.set.ImageUpdater.Resource()) {
		return w.own(i, name)
	}
	return name
}

// setting returns what counts for an image.
func (w watched) setting(i int, name string) string {
	value, _ := w.value(w.counting(i, name))
	return value
}

// strategy is the one that is meant for an image.
func (w watched) strategy(i int) string {
	word := strings.ToLower(strings.TrimSpace(w.setting(i, imageupdater.KeyUpdateStrategy)))
	if word == "" {
		return imageupdater.SemVer
	}
	strategy, _ := imageupdater.CanonicalStrategy(word)
	return strategy
}

// newest is the word of the version for the strategy newest-build.
func (s *Set) newest() string {
	word, _ := s.ImageUpdater.Strategy(imageupdater.NewestBuild)
	return word
}

// rewrite writes the image-list anew, over several lines where it was so before.
func (w watched) rewrite(items ...string) watched {
	before, _ := w.value(imageupdater.KeyImageList)
	comma := ","
	if strings.Contains(strings.TrimSpace(before), "\n") {
		comma = ",\n"
	}
	w.write(imageupdater.KeyImageList, strings.Join(items, comma))
	w.items = items
	return w
}

// change writes another text in the place of an item of the image-list.
func (w watched) change(i int, item string) watched {
	items := slices.Clone(w.items)
	items[i] = item
	return w.rewrite(items...)
}

// with puts an item in at a random place of the image-list, and returns that place. The images stay those of before.
func (w watched) with(item string) (watched, int) {
	at := w.set.Intn(len(w.items) + 1)
	return w.rewrite(slices.Insert(slices.Clone(w.items), at, item)...), at
}

// follow adds an image with settings of its own, and returns the place of its item.
func (w watched) follow(constraint, strategy, allowTags string) (watched, int) {
	alias := "planted-more"
	if w.set.Intn(3) == 0 {
		alias = "planted.more"
	}
	name := imageupdater.FormatImageList([]imageupdater.Image{{Alias: alias, Name: "ghcr.io/planted/more", Constraint: constraint}})
	w, at := w.with(name)
	w.write(alias+"."+imageupdater.KeyUpdateStrategy, strategy)
	if allowTags != "" {
		w.write(alias+"."+imageupdater.KeyAllowTags, allowTags)
	}
	return w, at
}

// atItem is where something wrong with one item is found: on its line of the list, or on that of the comma too many.
func (w watched) atItem(i int) Planted {
	path := w.path(imageupdater.KeyImageList)
	parts := strings.Split(w.Get(path...), ",")
	before := strings.Join(parts[:i], ",")
	if item := strings.TrimLeft(parts[i], " \n"); item != "" || i+1 < len(parts) {
		before += strings.TrimSuffix(parts[i], item)
	}
	return w.atLine(strings.Count(before, "\n"), path...)
}

// atLine says that a fault is found on a line of a text, counted from 0. Only the lines of a literal block are lines of the
// file.
func (d *Doc) atLine(line int, path ...any) Planted {
	p := At(d, path...)
	if _, n := d.find(path); n.Style&yaml.LiteralStyle != 0 {
		p.At[0].Line += 1 + line
	}
	return p
}

// without returns a condition: none of the annotations stands.
func without(names ...string) func(watched) bool {
	return func(w watched) bool { return !slices.ContainsFunc(names, w.holds) }
}

// liveMethod: the updater writes into the live Application.
func liveMethod(w watched) bool {
	method, there := w.value(imageupdater.KeyWriteBackMethod)
	return !there || method == imageupdater.MethodArgoCD
}

// aliased returns a condition: the image has an alias, which leaves room for every key, and all others hold.
func aliased(conditions ...func(w watched, i int) bool) func(w watched, i int) bool {
	return func(w watched, i int) bool {
		alias := w.images[i].Alias
		return alias != "" && len(alias) < 40 && !slices.ContainsFunc(conditions, func(holds func(watched, int) bool) bool { return !holds(w, i) })
	}
}

func unconstrained(w watched, i int) bool { return w.images[i].Constraint == "" }

// dated: the image follows the newest build.
func dated(w watched, i int) bool { return w.strategy(i) == imageupdater.NewestBuild }

// image picks an image of an image-list, in an Application for which the conditions hold.
func (s *Set) image(which func(w watched, i int) bool, conditions ...func(watched) bool) (watched, int) {
	fits := func(w watched) []int {
		var found []int
		for i := range w.images {
			if which(w, i) {
				found = append(found, i)
			}
		}
		return found
	}
	w := s.watch(append(slices.Clone(conditions), func(w watched) bool { return len(fits(w)) > 0 })...)
	return w, Pick(s, fits(w)...)
}

// watch picks an Application whose images are followed and for which all conditions hold, or a base one.
func (s *Set) watch(conditions ...func(watched) bool) watched {
	fits := func(d *Doc) (watched, bool) {
		w, ok := s.watchedIn(d)
		return w, ok && !slices.ContainsFunc(conditions, func(holds func(watched) bool) bool { return !holds(w) })
	}
	var found []watched
	for _, d := range s.docs {
		if w, ok := fits(d); ok {
			found = append(found, w)
		}
	}
	if len(found) > 0 && s.Intn(4) > 0 {
		return Pick(s, found...)
	}
	for try := range 100 {
		text := s.baseWatched()
		if try >= 50 { // some conditions ask for the namespace of Argo CD
			text = strings.ReplaceAll(text, "planted-argocd", "argocd")
		}
		draft := &Doc{set: s}
		draft.doc.Text = []byte(strings.TrimPrefix(text, "\n"))
		if _, ok := fits(draft); !ok {
			continue
		}
		s.Base(baseProject, text)
		if s.ImageUpdater.Resource() && len(s.All(updaterKind)) > 0 {
			s.Base(fmt.Sprintf(readerOfAnnotations, "planted", draft.Get("metadata", "namespace"), "  - {namePattern: '*', useAnnotations: true}\n"))
		}
		w, _ := fits(s.docs[slices.IndexFunc(s.docs, func(d *Doc) bool { return string(d.doc.Text) == string(draft.doc.Text) })])
		return w
	}
	s.t.Fatal("no base Application that is followed does")
	return watched{}
}

// watchedIn returns what Image Updater reads of a document, where nothing of it is left to a template, another layer or an
// exception.
func (s *Set) watchedIn(d *Doc) (watched, bool) {
	var w watched
	for _, v := range (&Set{docs: []*Doc{d}}).deliveries(whole) {
		w.delivery = v
	}
	if w.Doc == nil || !s.sole(d) || excepted(d) || !w.has("destination") || !w.has("source") && !w.has("sources") || view.Templated(d.Get("metadata", "namespace")) {
		return w, false
	}
	for _, key := range w.Keys(w.metadata("annotations")...) {
		if value := w.Get(w.metadata("annotations", key)...); key == "<<" || strings.HasPrefix(key, imageupdater.Prefix+"/") && view.Templated(key+value) {
			return w, false
		}
	}
	list, there := w.value(imageupdater.KeyImageList)
	if !there {
		return w, false
	}
	for item := range strings.SplitSeq(list, ",") {
		w.items = append(w.items, strings.TrimSpace(item))
	}
	var problems []error
	w.images, problems = imageupdater.ParseImageList(list)
	return w, len(problems) == 0 && len(w.images) == len(w.items)
}

// sole: no other document is a layer of the same resource.
func (s *Set) sole(d *Doc) bool {
	for _, other := range s.docs {
		if other != d && other.Item().Kind == d.Item().Kind && other.Item().Name == d.Item().Name {
			return false
		}
	}
	return true
}

// excepted: an annotation keeps some rule from the document.
func excepted(d *Doc) bool {
	return slices.ContainsFunc(d.Keys("metadata", "annotations"), func(key string) bool { return strings.HasPrefix(key, rule.ExceptionPrefix) })
}
