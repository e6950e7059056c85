// SPDX-License-Identifier: Apache-2.0

package choice

import (
	"fmt"
	"sort"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// versioned is a tag that is a version.
type versioned struct {
	Candidate
	number number
}

// number is a version as one of the two libraries reads it.
type number interface {
	// compare is less than, equal to or more than 0, as a library compares: without build metadata.
	compare(other number) int
}

// grammar is how a version of the updater reads versions and constraints.
type grammar interface {
	// number reads a tag; ok is false where it is no version.
	number(tag string) (n number, ok bool)
	// constraint reads a constraint and returns what satisfies it.
	constraint(text string) (func(number) bool, error)
}

// grammarOf returns the grammar of a version, which is that of the library that it is built with: github.com/Masterminds/semver
// v1.5.0 up to v0.12, v3.2.1 up to v0.15, v3.3.1 in v0.16, v3.4.0 from v0.17 on.
func grammarOf(v imageupdater.Version) grammar {
	if !v.AtLeast(0, 13) {
		return grammarV1{}
	}
	return grammarV3{strictZeros: v.AtLeast(0, 16) && !v.AtLeast(0, 17), singlePre: !v.AtLeast(0, 17)}
}

// byVersion takes the highest version that the constraint allows. From v1.3 on no constraint is `*`, which allows no
// pre-release; before that it allows them.
//
// Upstream: image/version.go GetNewestVersionFromTags, tag/tag.go SortBySemVer, tag/semver.go.
func (s Settings) byVersion(candidates []Candidate) (Choice, error) {
	g := grammarOf(s.Version)
	var all []versioned
	for _, c := range candidates {
		if n, ok := g.number(c.Tag); ok {
			all = append(all, versioned{c, n})
		}
	}
	if len(all) == 0 {
		return Choice{Reason: s.nothing("no tag is a version")}, nil
	}
	text := s.Constraint
	if text == "" && s.Version.AtLeast(1, 3) {
		text = "*"
	}
	kept := all
	if text != "" {
		satisfies, err := g.constraint(text)
		if err != nil {
			return Choice{}, fmt.Errorf("the constraint %q is no range of versions: %w", s.Constraint, err)
		}
		kept = nil
		for _, v := range all {
			if satisfies(v.number) {
				kept = append(kept, v)
			}
		}
	}
	if len(kept) == 0 {
		return Choice{Reason: noneSatisfies(s.Constraint)}, nil
	}
	// From v0.13 on versions that are equal are ordered by their text. Up to v0.12 they come out of a map and are sorted by a
	// sort that is not stable: any of them may be the last.
	sort.Slice(kept, func(i, j int) bool {
		if order := kept[i].number.compare(kept[j].number); order != 0 {
			return order > 0
		}
		return kept[i].Tag > kept[j].Tag
	})
	c := Choice{Winner: kept[0].Candidate, Reason: "there is no other"}
	for _, v := range kept {
		c.Ranked = append(c.Ranked, v.Candidate)
	}
	if len(kept) == 1 {
		return c, nil
	}
	c.RunnerUp = kept[1].Candidate
	c.Reason = fmt.Sprintf("a higher version than %s", c.RunnerUp.Tag)
	if kept[0].number.compare(kept[1].number) == 0 {
		c.Tie = true
		c.Reason = fmt.Sprintf("the same version as %s; of equal versions the text that sorts last wins", c.RunnerUp.Tag)
		if !s.Version.AtLeast(0, 13) {
			for _, v := range kept {
				if v.number.compare(kept[0].number) == 0 {
					c.Chance = append(c.Chance, v.Tag)
				}
			}
			c.Reason = fmt.Sprintf("the same version as %s; %s takes any of those that are equal", c.RunnerUp.Tag, s.Version)
		}
	}
	return c, nil
}

func noneSatisfies(constraint string) string {
	why := fmt.Sprintf("no version satisfies the constraint %q", constraint)
	if constraint == "" {
		why = "all versions are pre-releases, and without a constraint none of them is taken"
	}
	return why + ": the updater updates nothing, and says so only at the log level debug"
}
