// SPDX-License-Identifier: Apache-2.0

// Package choice decides which tag Argo CD Image Updater takes, and why, by the rules of one version. It asks no registry:
// what a registry holds comes in through a Source.
//
// Each rule names the file of argoproj-labs/argocd-image-updater that it follows. Up to v0.15 the files lie below pkg/, from
// v0.16 on below registry-scanner/pkg/; only what follows is named. All were read at v0.12.2, v0.14.0, v0.15.2, v0.16.0,
// v0.17.0, v0.18.0, v1.1.1, v1.2.2 and v1.3.0.
package choice

import (
	"fmt"
	"sort"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// Settings are what the updater goes by for one image.
type Settings struct {
	Version imageupdater.Version
	// Strategy is one of imageupdater.StrategyNames, as Version.ReadStrategy has read it.
	Strategy string
	// Constraint is what stands behind the image's name and a colon; "" is none.
	Constraint string
	// AllowTags is any or regexp:<RE2>; "" is any.
	AllowTags string
	// IgnoreTags are globs as path/filepath.Match reads them.
	IgnoreTags []string
	// Platforms are os/arch[/variant] as they are written. None means Runtime.
	Platforms []string
	// Runtime is the platform that the updater itself runs on, os/arch.
	Runtime string
	// TagSort is the tagsortmode of the registry in registries.conf: SortLatestFirst, SortLatestLast or none.
	TagSort string
}

// The values of Settings.TagSort that put the order of the registry's list in the place of dates.
//
// Upstream: registry/endpoints.go IsTimeSorted.
const (
	SortLatestFirst = "latest-first"
	SortLatestLast  = "latest-last"
)

// NeedsMetadata reports whether the choice depends on what is behind the tags, and not on their names alone.
//
// Upstream: registry/registry.go GetTags.
func (s Settings) NeedsMetadata() bool {
	return (s.Strategy == imageupdater.NewestBuild || s.Strategy == imageupdater.Digest) && !s.timeSorted()
}

func (s Settings) timeSorted() bool {
	return s.TagSort == SortLatestFirst || s.TagSort == SortLatestLast
}

// Candidate is a tag that has passed the filters, with what was found behind it.
type Candidate struct {
	Tag string
	// Created is the date by which newest-build orders. The zero Time is the oldest of all.
	Created time.Time
	// Digest is that of the manifest behind the tag, where the strategy looks at it; "" where not.
	Digest string
}

// Choice is the tag that is taken.
type Choice struct {
	// Winner is what is taken; its Tag is "" where nothing is.
	Winner Candidate
	// RunnerUp is what would be taken without Winner; its Tag is "" where there is none.
	RunnerUp Candidate
	// Reason says why Winner goes before RunnerUp, or, where nothing is taken, why, and what the updater does then.
	Reason string
	// Tie says that Winner and RunnerUp are equal in what the strategy compares, and that only their names decide.
	Tie bool
	// Chance are the tags, Winner among them, that are equal to Winner and of which the version takes any: up to v0.12
	// nothing orders versions that are equal, such as 1.2 and v1.2.0. Otherwise nil.
	Chance []string
	// Ranked are the tags that the strategy had to choose from, best first.
	Ranked []Candidate
}

// Choose takes one of the candidates, which must have passed Filter and, where NeedsMetadata says so, be those of which
// Metadata found something. The error is one that the updater logs each time, and then it follows nothing.
//
// Upstream: image/version.go GetNewestVersionFromTags.
func (s Settings) Choose(candidates []Candidate) (Choice, error) {
	candidates = unique(candidates)
	if len(candidates) == 0 {
		return Choice{Reason: s.nothing("no tag is left to choose from")}, nil
	}
	switch s.Strategy {
	case imageupdater.NewestBuild:
		return s.byDate(candidates), nil
	case imageupdater.Alphabetical:
		return byName(candidates), nil
	case imageupdater.Digest:
		for _, c := range candidates {
			if c.Tag == s.Constraint {
				return Choice{Winner: c, Ranked: []Candidate{c}, Reason: "the strategy digest follows this tag and no other"}, nil
			}
		}
		return Choice{Reason: s.nothing(fmt.Sprintf("there is no tag %q", s.Constraint))}, nil
	}
	return s.byVersion(candidates)
}

// unique drops the first ones of candidates with the same tag: the updater keeps them by name.
//
// Upstream: tag/tag.go ImageTagList.Add.
func unique(candidates []Candidate) []Candidate {
	last := make(map[string]int, len(candidates))
	for i, c := range candidates {
		last[c.Tag] = i
	}
	kept := make([]Candidate, 0, len(last))
	for i, c := range candidates {
		if last[c.Tag] == i {
			kept = append(kept, c)
		}
	}
	return kept
}

// byDate takes the candidate that was created last; of those created at the same time the one whose name sorts last.
//
// Upstream: tag/tag.go SortByDate.
func (s Settings) byDate(candidates []Candidate) Choice {
	if s.timeSorted() {
		for i := range candidates {
			place := i
			if s.TagSort == SortLatestFirst {
				place = len(candidates) - i
			}
			candidates[i].Created = time.Unix(int64(place), 0)
		}
	}
	sort.Slice(candidates, func(i, j int) bool {
		a, b := candidates[i], candidates[j]
		if a.Created.Equal(b.Created) {
			return a.Tag > b.Tag
		}
		return a.Created.After(b.Created)
	})
	c := ranked(candidates)
	switch {
	case s.timeSorted():
		c.Reason = "the registry lists it last"
		if s.TagSort == SortLatestFirst {
			c.Reason = "the registry lists it first"
		}
		c.Reason += ", and its tagsortmode " + s.TagSort + " makes the updater take the list's order for dates"
		for i := range c.Ranked {
			c.Ranked[i].Created = time.Time{}
		}
		c.Winner.Created, c.RunnerUp.Created = time.Time{}, time.Time{}
	case c.RunnerUp.Tag == "":
		c.Reason = "there is no other"
	case c.Winner.Created.Equal(c.RunnerUp.Created):
		c.Tie = true
		c.Reason = fmt.Sprintf("created at the same time as %s; of equal dates the name that sorts last wins", c.RunnerUp.Tag)
	default:
		c.Reason = fmt.Sprintf("created %s after %s", Span(c.Winner.Created.Sub(c.RunnerUp.Created)), c.RunnerUp.Tag)
		if c.RunnerUp.Created.IsZero() {
			c.Reason = fmt.Sprintf("%s has no date", c.RunnerUp.Tag)
		}
	}
	return c
}

// byName takes the candidate whose name sorts last, byte by byte.
//
// Upstream: tag/tag.go SortAlphabetically (v0.12.2: SortByName).
func byName(candidates []Candidate) Choice {
	sort.Slice(candidates, func(i, j int) bool { return candidates[i].Tag > candidates[j].Tag })
	c := ranked(candidates)
	c.Reason = "there is no other"
	if c.RunnerUp.Tag != "" {
		c.Reason = fmt.Sprintf("sorts behind %s, byte by byte", c.RunnerUp.Tag)
	}
	return c
}

// ranked makes a Choice of candidates of which the best comes first.
func ranked(candidates []Candidate) Choice {
	c := Choice{Winner: candidates[0], Ranked: candidates}
	if len(candidates) > 1 {
		c.RunnerUp = candidates[1]
	}
	return c
}

// nothing says what the updater does where no tag is taken.
//
// Upstream: image/version.go GetNewestVersionFromTags; up to v1.1 an empty list gives the running tag back.
func (s Settings) nothing(why string) string {
	if s.Version.AtLeast(1, 2) {
		return why + ": the updater logs a warning and updates nothing"
	}
	return why + ": the updater updates nothing, and its log looks as if all were up to date"
}

// Span words the time between two dates, in the largest unit that says something: 40 s, 3 h, 12 d.
func Span(d time.Duration) string {
	switch {
	case d < time.Second:
		return "less than a second"
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	}
	return fmt.Sprintf("%d d", d/(24*time.Hour))
}
