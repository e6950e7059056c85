// SPDX-License-Identifier: Apache-2.0

package choice

import (
	"errors"
	"regexp"
	"strings"
	"sync"

	semver "github.com/Masterminds/semver/v3"
)

// grammarV3 is the grammar of v0.14 and later. Its library is v3.4.0; what v3.2.1 and v3.3.1 do otherwise is done here.
type grammarV3 struct {
	// strictZeros refuses a number with a leading zero: v3.3.1 does, those before and after do not.
	strictZeros bool
	// singlePre lets a pre-release through only where each range of an "and" names one itself. From v3.4.0 on one range that
	// does is enough for all.
	singlePre bool
}

type numberV3 struct{ *semver.Version }

func (n numberV3) compare(other number) int { return n.Compare(other.(numberV3).Version) }

func (g grammarV3) number(tag string) (number, bool) {
	v, err := semver.NewVersion(tag)
	if err != nil || g.strictZeros && leadingZero().MatchString(tag) {
		return nil, false
	}
	return numberV3{v}, true
}

var (
	// leadingZero finds a leading zero in one of the three numbers of a version.
	leadingZero = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:^|[^0-9A-Za-z.+-])v?(?:[0-9xX*]+\.){0,2}0[0-9]`)
	})
	// singleRange and wholeVersion take a range of an "and" apart.
	singleRange = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(=|!=|>|<|>=|=>|<=|=<|~|~>|\^|)\s*(v?[0-9xX*]+(?:\.[0-9xX*]+)*(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)`)
	})
	wholeVersion = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^v?[0-9]+\.[0-9]+\.[0-9]+(?:\+|$)`) })
	hyphenRange  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\s+-\s+`) })
)

func (g grammarV3) constraint(text string) (func(number) bool, error) {
	c, err := semver.NewConstraint(text)
	if err != nil {
		return nil, err
	}
	if g.strictZeros && leadingZero().MatchString(text) {
		return nil, errors.New("a number has a leading zero")
	}
	return func(n number) bool {
		v := n.(numberV3).Version
		if g.singlePre && v.Prerelease() != "" {
			return satisfiesSingly(text, v)
		}
		return c.Check(v)
	}, nil
}

// satisfiesSingly checks a pre-release against each range by itself, as v3.3.1 and its predecessors do. `!=` a version in full
// is the one range that they do not ask whether it names a pre-release.
func satisfiesSingly(text string, v *semver.Version) bool {
	for group := range strings.SplitSeq(text, "||") {
		if hyphenRange().MatchString(group) {
			group = ">=" + hyphenRange().ReplaceAllString(strings.TrimSpace(group), ", <=")
		}
		all := true
		for _, single := range singleRange().FindAllStringSubmatch(group, -1) {
			if single[1] == "!=" && wholeVersion().MatchString(single[2]) {
				continue // a release is never equal to a pre-release
			}
			c, err := semver.NewConstraint(single[0])
			if err != nil || !c.Check(v) {
				all = false
				break
			}
		}
		if all && strings.TrimSpace(group) != "" {
			return true
		}
	}
	return false
}
