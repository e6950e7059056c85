// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"time"

	"github.com/fairlead-krm/fairlead/pkg/check/images"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater/choice"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// judgeDates reports dates that do not order.
func (s *subject) judgeDates(out outcome) {
	c := out.choice
	if s.Image.UpdateStrategy != imageupdater.NewestBuild || c.Winner.Tag == "" || s.seen.place.tagSort == choice.SortLatestFirst || s.seen.place.tagSort == choice.SortLatestLast {
		return
	}
	// Tags of one image have one date, and which of them is taken makes no difference.
	same := map[string]bool{}
	for _, tag := range s.seen.filtered.Kept {
		m, ok := s.seen.manifests[tag]
		if _, left := out.left[tag]; !ok || left {
			continue
		}
		settings := choice.Settings{Version: s.Version, Strategy: s.Image.UpdateStrategy, Platforms: s.Image.Platforms, Runtime: out.runtime}
		md, err := settings.Metadata(s.seen.source, content(m))
		if err == nil && md.Elsewhere && tag == c.Winner.Tag {
			s.report(images.DatesConstant, krm.Warning, "tag %s of image %q counts as having no date, since its index and its images disagree on the platform: any tag with a date goes before it", tag, s.image.Name)
			return
		}
		if err == nil && md.Created.Equal(c.Winner.Created) {
			same[m.Digest] = true
		}
	}
	date := c.Winner.Created.UTC().Format(time.RFC3339)
	everything := len(same) > 2 && len(same) >= s.distinct(out)
	switch {
	case written(c.Winner.Created) && len(same) > 1, everything:
		s.report(images.DatesConstant, "", "%s of image %q have the date %s: %s is taken because its name sorts last, and a new tag is only if its name sorts behind it", count(len(same), "image"), s.image.Name, date, c.Winner.Tag)
	case written(c.Winner.Created):
		s.report(images.DatesConstant, krm.Warning, "tag %s of image %q has the date %s, which builders write where they write none: the next tag will most likely have the same, and then the name that sorts last is taken", c.Winner.Tag, s.image.Name, date)
	case len(same) > 1:
		s.report(images.DatesEqual, "", "%s of image %q have the same date %s: %s is taken because its name sorts last", count(len(same), "image"), s.image.Name, date, c.Winner.Tag)
	}
}

// distinct counts the images that may be taken.
func (s *subject) distinct(out outcome) int {
	digests := map[string]bool{}
	for _, tag := range s.seen.filtered.Kept {
		if m, ok := s.seen.manifests[tag]; ok && out.left[tag] == nil {
			digests[m.Digest] = true
		}
	}
	return len(digests)
}

// written reports whether a date is one that builders write for none: the beginning of Unix time, that of ZIP archives, give or
// take a day, or year 1, which is Go's.
func written(t time.Time) bool {
	u := t.UTC()
	return u.Year() < 1971 || u.Year() == 1980 && u.YearDay() <= 2 || u.Year() == 1979 && u.YearDay() == 365
}
