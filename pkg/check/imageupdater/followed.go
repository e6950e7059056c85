// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Followed returns the images that the annotations of an Application, or of what an ApplicationSet makes, tell the updater to
// follow. From v1.1 on the annotations count where an ImageUpdater with useAnnotations selects the Application; where none is
// at hand at all, it is taken to be elsewhere.
//
// Upstream: up to v0.18 image/options.go GetParameter…, from v1.1 on pkg/argocd/annotations.go.
func Followed(c *rule.Context, it *krm.Item) []view.Followed {
	s := subjectOf(c, it)
	if s == nil {
		return nil
	}
	unselected := s.version.Resource() && selected(selections(c), s.namespace, it.Name, it) == annotationsDead
	var all []view.Followed
	for _, im := range s.images {
		if im.item == "" {
			continue
		}
		f := view.Followed{Item: it, Path: s.path(im.list), At: s.itemAt(it, im), Version: s.version, Image: im.Image}
		switch {
		case im.hidden || im.unsure:
			f.Unknown = "a placeholder stands in its name"
		case s.open:
			f.Unknown = "another layer of the resource may change its settings"
		case unselected:
			f.Dead = "an ImageUpdater selects the Application without useAnnotations, and then its annotations are not read"
		default:
			f.Dead = im.dead(s.version)
		}
		if f.Dead == "" && f.Unknown == "" {
			if instead, known := s.readInto(&f.Image, im); known {
				f.Instead = instead
			} else {
				f.Unknown = "a placeholder stands in its settings"
			}
		}
		all = append(all, f)
	}
	return all
}

// itemAt returns a node that stands where an item of the image-list does: at its line in a list of several lines, and within the
// line of a list of one.
func (s *subject) itemAt(it *krm.Item, im image) *yaml.Node {
	if p := s.itemProblem(it, im, "", ""); p.At != im.list.value {
		return p.At
	}
	at := *im.list.value
	line := []rune(string(it.SourceLine(at.Line)))
	if at.Column > 0 && at.Column <= len(line) {
		rest := string(line[at.Column-1:])
		if before, _, ok := strings.Cut(rest, im.item); ok && strings.Count(rest, im.item) == 1 {
			at.Column += utf8.RuneCountInString(before)
		}
	}
	return &at
}

// dead says by which problem of the item a version does not find the image; "" where it does.
func (im image) dead(v updater.Version) string {
	for _, p := range im.problems {
		switch p.Trap {
		case updater.TrapEmpty, updater.TrapDuplicate, updater.TrapDigest:
			continue
		case updater.TrapAlias:
			if !strings.Contains(im.Alias, ":") {
				continue // followed, with the settings of the Application alone
			}
		case updater.TrapSpaces:
			if v.Resource() && updater.CheckAlias(im.Alias, false) == nil && !strings.ContainsAny(im.Name, " \t\r\n") {
				continue // trimmed
			}
		}
		return p.Text
	}
	return ""
}

// readInto puts the settings of an image into it as the version reads them. instead is that of view.Followed; known is false
// where a placeholder stands in a setting.
func (s *subject) readInto(into *updater.Image, im image) (instead string, known bool) {
	known = true
	value := func(name string) (string, bool) {
		set, ok := s.effective(im, name)
		if name == updater.KeyIgnoreTags && s.version.Resource() {
			// An empty list hides that of the Application here too.
			if own, given := s.own(im, name); given {
				set, ok = own, true
			}
		}
		if !ok {
			return "", false
		}
		known = known && set.judged()
		if s.version.Resource() {
			return strings.TrimSpace(set.text()), true
		}
		return set.text(), true
	}
	into.UpdateStrategy = updater.SemVer
	if word, _ := value(updater.KeyUpdateStrategy); word != "" {
		var ok bool
		if into.UpdateStrategy, ok = s.version.ReadStrategy(word); !ok {
			instead = fmt.Sprintf("Image Updater %s does not know the strategy %q", s.version, word)
			if canonical, _ := s.strategy(im); canonical != "" {
				spelled, _ := s.version.Strategy(canonical)
				instead += fmt.Sprintf(", its word is %q", spelled)
			}
		}
	}
	into.AllowTags, _ = value(updater.KeyAllowTags)
	if into.AllowTags == "" && !s.version.Resource() {
		if set, ok := s.own(im, updater.KeyTagMatch); ok {
			known = known && set.judged()
			into.AllowTags = set.text()
		}
	}
	if list, ok := value(updater.KeyIgnoreTags); ok {
		into.IgnoreTags = trimmed(list)
	}
	if set, ok := s.own(im, updater.KeyPlatforms); ok {
		known = known && set.judged()
		into.Platforms = strings.Split(set.text(), ",")
		if s.version.Resource() {
			into.Platforms = trimmed(set.text())
		}
	}
	into.PullSecret, _ = value(updater.KeyPullSecret)
	return instead, known
}

// trimmed splits a list at its commas and leaves out what is empty.
func trimmed(list string) []string {
	var all []string
	for e := range strings.SplitSeq(list, ",") {
		if e = strings.TrimSpace(e); e != "" {
			all = append(all, e)
		}
	}
	return all
}
