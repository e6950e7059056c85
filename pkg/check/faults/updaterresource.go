// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// updaterResource are the faults of the rules of the package updaterresource.
var updaterResource = merged(updaterEntries, updaterSettings, registriesConf)

var updaterKind = rule.Kind{Group: imageupdater.Prefix, Name: imageupdater.Kind}

// updater is an entry of an ImageUpdater that does not read annotations, and one of its images.
type updater struct {
	*Doc
	ref, image int
	// also is the rule that finds every ImageUpdater in the version of the set, or "".
	also string
}

// entry returns the path of a field of the entry.
func (u updater) entry(fields ...any) []any {
	return slices.Concat([]any{"spec", "applicationRefs", u.ref}, fields)
}

// of returns the path of a field of the image.
func (u updater) of(fields ...any) []any { return slices.Concat(u.entry("images", u.image), fields) }

// name is the imageName.
func (u updater) name() string { return u.Get(u.of("imageName")...) }

// strategy is the one that counts for the image.
func (u updater) strategy() string {
	word := imageupdater.SemVer
	for _, block := range [][]any{{"spec"}, u.entry(), u.of()} {
		if own := u.Get(slices.Concat(block, []any{"commonUpdateSettings", "updateStrategy"})...); own != "" {
			word = own
		}
	}
	canonical, _ := imageupdater.CanonicalStrategy(strings.ToLower(word))
	return canonical
}

// settle gives the image a setting of its own beside its strategy, and returns the path.
func (u updater) settle(name string, value any) []any {
	path := u.of("commonUpdateSettings", "updateStrategy")
	if !u.Has(path...) {
		u.Set(u.strategy(), path...)
	}
	path = u.of("commonUpdateSettings", name)
	u.Set(value, path...)
	return path
}

// found says that a fault is found at the value of a field, foundKey at its key.
func (u updater) found(path ...any) Planted    { return u.with(At(u.Doc, path...)) }
func (u updater) foundKey(path ...any) Planted { return u.with(AtKey(u.Doc, path...)) }

func (u updater) with(p Planted) Planted {
	if u.also != "" {
		return p.And(u.also)
	}
	return p
}

// notRead is the rule that finds every ImageUpdater in the version of the set, or "".
func (s *Set) notRead() string {
	if s.ImageUpdater.AtLeast(0, 14) && !s.ImageUpdater.Resource() {
		return "updater-resource-not-read"
	}
	return ""
}

// Conditions on entries.
var (
	// tagless: nothing stands behind the name of the image.
	tagless = func(u updater) bool {
		name := u.name()
		return !strings.Contains(name[strings.LastIndexByte(name, '/')+1:], ":")
	}
	// unwritten: nothing is said about how it is written back.
	unwritten = func(u updater) bool {
		for i := range u.Len("spec", "applicationRefs") {
			if u.Has("spec", "applicationRefs", i, "writeBackConfig") {
				return false
			}
		}
		return !u.Has("spec", "writeBackConfig")
	}
	newestBuild = func(u updater) bool { return u.strategy() == imageupdater.NewestBuild }
)

// updater picks an image of an ImageUpdater for which all conditions hold, or one of a base ImageUpdater.
func (s *Set) updater(conditions ...func(updater) bool) updater {
	if found := s.updaters(conditions...); len(found) > 0 {
		return Pick(s, found...)
	}
	for range 100 {
		text := s.randomUpdater()
		draft := &Set{Rand: s.Rand, ImageUpdater: s.ImageUpdater, t: s.t}
		draft.Add(text)
		if len(draft.updaters(conditions...)) > 0 {
			s.addUpdater(text)
			found := s.updaters(append(slices.Clone(conditions), func(u updater) bool { return u.Get("metadata", "name") == "planted" })...)
			return Pick(s, found...)
		}
	}
	s.t.Fatal("no base ImageUpdater does")
	return updater{}
}

func (s *Set) updaters(conditions ...func(updater) bool) []updater {
	var found []updater
	for _, d := range s.All(updaterKind) {
		if d.Item().APIVersion != imageupdater.APIVersion || excepted(d) || view.Templated(string(d.doc.Text)) {
			continue
		}
		for ref := range d.Len("spec", "applicationRefs") {
			for image := range d.Len("spec", "applicationRefs", ref, "images") {
				u := updater{d, ref, image, s.notRead()}
				if u.Get(u.entry("useAnnotations")...) == "true" || u.name() == "" || slices.ContainsFunc(conditions, func(holds func(updater) bool) bool { return !holds(u) }) {
					continue
				}
				found = append(found, u)
			}
		}
	}
	return found
}

// addUpdater adds a base ImageUpdater with the Application that it selects.
func (s *Set) addUpdater(text string) {
	s.Base(baseProject, baseApplication)
	s.addReaders()
	s.baseUpdater(text)
}

// baseUpdater adds an ImageUpdater that is right, or that has no fault but not to be read.
func (s *Set) baseUpdater(text string) {
	if s.notRead() != "" {
		s.Add(text)
	} else {
		s.Base(text)
	}
}

// addReaders adds, before the first ImageUpdater, those that select the Applications that have annotations, where annotations
// are read for ImageUpdaters only.
func (s *Set) addReaders() {
	if !s.ImageUpdater.Resource() || len(s.All(updaterKind)) > 0 {
		return
	}
	entries := map[string]string{}
	for _, d := range s.deliveries(func(d delivery) bool { return !unfollowed(d) }) {
		it := d.Item()
		line := fmt.Sprintf("  - {namePattern: '%s', useAnnotations: true}\n", it.Name)
		if it.Kind != argocd.KindApplication {
			line = "  - {namePattern: '*', useAnnotations: true}\n"
		}
		if !strings.Contains(entries[it.Namespace], line) {
			entries[it.Namespace] += line
		}
	}
	for namespace, list := range entries {
		s.baseUpdater(fmt.Sprintf(readerOfAnnotations, "planted-reads", namespace, list))
	}
}

// randomUpdater is a base ImageUpdater, written in one of the ways in which people do.
func (s *Set) randomUpdater() string {
	const tags = "allowTags: 'regexp:^sha-[0-9a-f]{7}$'"
	text := "apiVersion: " + imageupdater.APIVersion + "\nkind: " + imageupdater.Kind + "\nmetadata: {name: planted, namespace: planted-argocd}\nspec:\n"
	outer := s.Intn(3) == 0
	if outer {
		text += "  commonUpdateSettings:\n    updateStrategy: newest-build\n    " + tags + "\n"
	}
	text += "  applicationRefs:\n  - namePattern: " + Pick(s, "planted", "'plant*'") + "\n"
	if s.Intn(3) == 0 {
		outer = true
		text += "    commonUpdateSettings: {updateStrategy: newest-build, " + tags + "}\n"
	}
	images := []string{"    - alias: planted\n      imageName: ghcr.io/planted/planted\n"}
	if !outer || s.Intn(2) == 0 {
		images[0] += Pick(s, "      commonUpdateSettings: {updateStrategy: newest-build, "+tags+"}\n",
			"      commonUpdateSettings:\n        # whichever was pushed last\n        updateStrategy: newest-build\n        "+tags+"\n")
	}
	if s.Intn(2) == 0 {
		images = append(images, "    - {alias: web, imageName: 'ghcr.io/planted/web:^1.2', commonUpdateSettings: {updateStrategy: semver, allowTags: any}}\n")
	}
	text += "    images:\n" + strings.Join(images, "")
	if s.Intn(3) == 0 {
		text += "  - namePattern: planted*\n    images:\n    - {alias: all, imageName: ghcr.io/planted/all, commonUpdateSettings: {updateStrategy: alphabetical, allowTags: any}}\n"
	}
	return text
}
