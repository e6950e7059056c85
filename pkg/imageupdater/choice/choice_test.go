// SPDX-License-Identifier: Apache-2.0

package choice

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// at returns a version of the updater.
func at(t *testing.T, version string) imageupdater.Version {
	t.Helper()
	v, _, err := imageupdater.Resolve(version)
	assert.NilError(t, err)
	return v
}

// names makes candidates of names alone.
func names(tags ...string) []Candidate {
	var all []Candidate
	for _, tag := range tags {
		all = append(all, Candidate{Tag: tag})
	}
	return all
}

// dated makes candidates of `name date`; a date is a day of November 2026, and "-" is none.
func dated(t *testing.T, entries ...string) []Candidate {
	t.Helper()
	var all []Candidate
	for _, e := range entries {
		tag, day, _ := strings.Cut(e, " ")
		c := Candidate{Tag: tag}
		if day != "-" {
			date, err := time.Parse("2006-1-2", "2026-11-"+day)
			assert.NilError(t, err)
			c.Created = date
		}
		all = append(all, c)
	}
	return all
}

// shuffled returns candidates in another order, since none of the strategies may depend on it.
func shuffled(candidates []Candidate) []Candidate {
	out := append([]Candidate(nil), candidates...)
	rand.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func TestNewestBuild(t *testing.T) {
	for _, test := range []struct {
		name             string
		candidates       []Candidate
		winner, runnerUp string
		reason           string
		tie              bool
	}{
		{"later", dated(t, "sha-b 1", "sha-a 3", "sha-c 2"), "sha-a", "sha-c", "created 24 h after sha-c", false},
		{"alone", dated(t, "sha-a 1"), "sha-a", "", "there is no other", false},
		{"equal dates", dated(t, "sha-aaa 2", "sha-bbb 2", "latest 2", "sha-fff 1"), "sha-bbb", "sha-aaa", "of equal dates the name that sorts last wins", true},
		{"capitals sort first", dated(t, "B 1", "a 1"), "a", "B", "sorts last", true},
		{"no date goes behind", dated(t, "sha-z -", "sha-a 1"), "sha-a", "sha-z", "sha-z has no date", false},
		{"no dates at all", dated(t, "sha-a -", "sha-b -"), "sha-b", "sha-a", "sorts last", true},
		{"other zone, same time", []Candidate{
			{Tag: "a", Created: time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)},
			{Tag: "b", Created: time.Date(2026, 1, 1, 13, 0, 0, 0, time.FixedZone("", 3600))},
		}, "b", "a", "same time", true},
		{"none", nil, "", "", "no tag is left", false},
		{"only one of two that are listed twice", dated(t, "sha-b 2", "sha-a 1", "sha-b 2"), "sha-b", "sha-a", "created 24 h after sha-a", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			for range 5 {
				c, err := Settings{Version: at(t, "v0.12.2"), Strategy: imageupdater.NewestBuild}.Choose(shuffled(test.candidates))
				assert.NilError(t, err)
				assert.Equal(t, c.Winner.Tag, test.winner)
				assert.Equal(t, c.RunnerUp.Tag, test.runnerUp)
				assert.Equal(t, c.Tie, test.tie)
				assert.Check(t, strings.Contains(c.Reason, test.reason), c.Reason)
				listed := map[string]bool{}
				for _, candidate := range test.candidates {
					listed[candidate.Tag] = true
				}
				assert.Equal(t, len(c.Ranked), len(listed))
			}
		})
	}
}

func TestTagSortTakesThePlaceOfDates(t *testing.T) {
	for _, test := range []struct{ sort, winner, runnerUp, reason string }{
		{SortLatestFirst, "one", "two", "lists it first"},
		{SortLatestLast, "three", "two", "lists it last"},
		{"none", "two", "one", "24 h"},
	} {
		c, err := Settings{Version: at(t, "v1.3"), Strategy: imageupdater.NewestBuild, TagSort: test.sort}.Choose(dated(t, "one 2", "two 3", "three 1"))
		assert.NilError(t, err)
		assert.Equal(t, c.Winner.Tag+" "+c.RunnerUp.Tag, test.winner+" "+test.runnerUp)
		assert.Check(t, strings.Contains(c.Reason, test.reason), c.Reason)
	}
}

func TestAlphabetical(t *testing.T) {
	c, err := Settings{Version: at(t, "v0.12.2"), Strategy: imageupdater.Alphabetical}.Choose(names("2026-01-02", "2026-11-01", "2026-02-09", "Z"))
	assert.NilError(t, err)
	assert.Equal(t, c.Winner.Tag, "Z")
	assert.Equal(t, c.RunnerUp.Tag, "2026-11-01")
	assert.Equal(t, c.Reason, "sorts behind 2026-11-01, byte by byte")
}

func TestDigest(t *testing.T) {
	s := Settings{Version: at(t, "v1.3"), Strategy: imageupdater.Digest, Constraint: "main"}
	f, err := s.Filter([]string{"latest", "main", "maintenance"})
	assert.NilError(t, err)
	assert.DeepEqual(t, f.Kept, []string{"main"})
	assert.DeepEqual(t, f.Others, []string{"latest", "maintenance"})
	c, err := s.Choose([]Candidate{{Tag: "main", Digest: "sha256:0a"}})
	assert.NilError(t, err)
	assert.Equal(t, c.Winner.Digest, "sha256:0a")

	s.Constraint = ""
	_, err = s.Filter([]string{"main"})
	assert.ErrorContains(t, err, "must name the tag to follow")
}

// TestNothing holds what is said of an updater that says nothing, or warns.
func TestNothing(t *testing.T) {
	for version, says := range map[string]string{"v0.12.2": "as if all were up to date", "v1.1": "as if all were up to date", "v1.2": "logs a warning"} {
		c, err := Settings{Version: at(t, version), Strategy: imageupdater.SemVer}.Choose(names("sha-0123abc"))
		assert.NilError(t, err)
		assert.Equal(t, c.Winner.Tag, "")
		assert.Check(t, strings.Contains(c.Reason, "no tag is a version") && strings.Contains(c.Reason, says), "%s: %s", version, c.Reason)
	}
}

func TestFilter(t *testing.T) {
	tags := []string{"latest", "main", "pr-7", "sha-0123abc", "sha-0123abc-debug", "v1.0"}
	for _, test := range []struct {
		name, allow string
		ignore      []string
		kept        string
	}{
		{"nothing given", "", nil, "latest main pr-7 sha-0123abc sha-0123abc-debug v1.0"},
		{"any", "ANY", nil, "latest main pr-7 sha-0123abc sha-0123abc-debug v1.0"},
		{"anchored", "regexp:^sha-[0-9a-f]{7}$", nil, "sha-0123abc"},
		{"not anchored", "RegExp:sha-", nil, "sha-0123abc sha-0123abc-debug"},
		{"no prefix", "^sha-", nil, ""},
		{"no such function", "glob:sha-*", nil, ""},
		{"space before the prefix", " regexp:sha-", nil, ""},
		{"space behind the prefix", "regexp: sha-", nil, ""},
		{"lookahead", "regexp:(?!x)", nil, ""},
		{"globs", "", []string{"pr-*", "*-debug", "latest"}, "main sha-0123abc v1.0"},
		{"a glob that is none", "", []string{"[", "latest"}, "main pr-7 sha-0123abc sha-0123abc-debug v1.0"},
		{"an expression is no glob", "", []string{"regexp:^pr-"}, "latest main pr-7 sha-0123abc sha-0123abc-debug v1.0"},
		{"empty glob", "", []string{""}, "latest main pr-7 sha-0123abc sha-0123abc-debug v1.0"},
		{"both", "regexp:^sha-", []string{"*-debug"}, "sha-0123abc"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, err := Settings{AllowTags: test.allow, IgnoreTags: test.ignore}.Filter(tags)
			assert.NilError(t, err)
			assert.Equal(t, strings.Join(f.Kept, " "), test.kept)
			assert.Equal(t, len(f.Kept)+len(f.Ignored)+len(f.NotAllowed), len(tags))
		})
	}
}

func TestWanted(t *testing.T) {
	for _, test := range []struct {
		version, given string
		yes, no        []string
	}{
		{"v0.12.2", "", []string{"linux/riscv64"}, []string{"linux/riscv64/v2", "linux/amd64", "unknown/unknown", "/"}},
		{"v0.14", "linux/arm64", []string{"linux/arm64"}, []string{"linux/arm64/v8", "linux/amd64"}},
		{"v0.15", "linux/arm64", []string{"linux/arm64", "linux/arm64/v8"}, []string{"linux/arm"}},
		{"v1.3", "linux/arm/v7", []string{"linux/arm/v7"}, []string{"linux/arm", "linux/arm/v6"}},
		{"v1.3", "linux/arm64/v8, linux/amd64 ", []string{"linux/arm64/v8", "linux/amd64"}, []string{"linux/arm64"}},
		{"v1.3", "arm64", nil, []string{"linux/arm64", "arm64/linux"}},
		{"v1.3", "linux/arm64/v8/x", nil, []string{"linux/arm64", "linux/arm64/v8"}},
	} {
		s := Settings{Version: at(t, test.version), Runtime: "linux/riscv64"}
		if test.given != "" {
			s.Platforms = strings.Split(test.given, ",")
		}
		has := func(platform string) bool {
			parts := append(strings.SplitN(platform, "/", 3), "", "")
			return s.Wanted().Has(parts[0], parts[1], parts[2])
		}
		for _, p := range test.yes {
			assert.Check(t, has(p), "%s %q %s", test.version, test.given, p)
		}
		for _, p := range test.no {
			assert.Check(t, !has(p), "%s %q %s", test.version, test.given, p)
		}
	}
}

func TestSemVer(t *testing.T) {
	const lines = "v0.12.2 v0.14 v0.15 v0.16 v0.17 v0.18 v1.1 v1.2 v1.3"
	for _, test := range []struct {
		name, versions, constraint, tags, want string
	}{
		{"highest", lines, "", "1.9.0 1.10.0 v1.2 sha-0a", "1.10.0"},
		{"constraint", lines, "^1.2", "1.2.3 1.9.9 2.0.0 0.9.0", "1.9.9"},
		{"tilde", lines, "~1.2", "1.2.3 1.2.10 1.3.0", "1.2.10"},
		{"alternatives", lines, "1.x || 3.x", "1.2.3 2.0.0 3.0.1", "3.0.1"},
		{"exact", lines, "1.2.3", "1.2.3 1.2.4", "1.2.3"},

		{"caret below one, first library", "v0.12.2", "^0.2", "0.2.5 0.9.0 1.0.0", "0.9.0"},
		{"caret below one", "v0.14 v0.16 v1.3", "^0.2", "0.2.5 0.9.0 1.0.0", "0.2.5"},
		{"space for and, first library", "v0.12.2", ">=1.0 <2.0", "1.5.0 2.5.0", "error"},
		{"space for and", "v0.14 v0.16 v1.3", ">=1.0 <2.0", "1.5.0 2.5.0", "1.5.0"},
		{"comma for and", lines, ">=1.0, <2.0", "1.5.0 2.5.0", "1.5.0"},
		{"a word", lines, "latest", "1.5.0 latest", "error"},

		{"pre-release without constraint", "v0.12.2 v0.14 v0.18 v1.1 v1.2", "", "1.9.0 2.0.0-rc.1", "2.0.0-rc.1"},
		{"pre-release without constraint, later", "v1.3", "", "1.9.0 2.0.0-rc.1", "1.9.0"},
		{"pre-release and a constraint", lines, ">=1.0", "1.9.0 2.0.0-rc.1", "1.9.0"},
		{"pre-release asked for", lines, ">=1.0-0", "1.9.0 2.0.0-rc.1", "2.0.0-rc.1"},
		{"pre-release asked for once of two", "v0.12.2 v0.14 v0.15 v0.16", ">=1.0.0-0, <3.0.0", "1.9.0 2.0.0-rc.1", "1.9.0"},
		{"pre-release asked for once of two, later", "v0.17 v0.18 v1.3", ">=1.0.0-0, <3.0.0", "1.9.0 2.0.0-rc.1", "2.0.0-rc.1"},
		{"pre-release asked for twice", lines, ">=1.0.0-0, <3.0.0-0", "1.9.0 2.0.0-rc.1", "2.0.0-rc.1"},
		{"pre-release and one version left out", "v0.14 v0.16", ">=1.0.0-0, !=1.5.0", "1.9.0 2.0.0-rc.1", "2.0.0-rc.1"},
		{"only pre-releases", "v1.3", "", "2.0.0-rc.1", ""},

		{"leading zero", "v0.12.2 v0.14 v0.15 v0.17 v1.3", "", "2024.01.05 1.0.0", "2024.01.05"},
		{"leading zero refused", "v0.16", "", "2024.01.05 1.0.0", "1.0.0"},
		{"leading zero in the constraint", "v0.16", ">=2024.01", "2024.1.5", "error"},
		{"zero is no leading zero", "v0.16", ">=0.10", "0.10.0 1.0.0", "1.0.0"},
		{"digits are a version", lines, "", "1234567 1.0.0", "1234567"},
		{"hexadecimal is none", lines, "", "0123abc 1.0.0", "1.0.0"},
		{"text decides between equals", "v0.14 v0.16 v1.3", "", "1.2.0 v1.2.0 1.2", "v1.2.0"},
	} {
		for version := range strings.FieldsSeq(test.versions) {
			t.Run(test.name+" "+version, func(t *testing.T) {
				s := Settings{Version: at(t, version), Strategy: imageupdater.SemVer, Constraint: test.constraint}
				c, err := s.Choose(shuffled(names(strings.Fields(test.tags)...)))
				got := c.Winner.Tag
				if err != nil {
					got = "error"
				}
				assert.Equal(t, got, test.want, "%v %s", err, c.Reason)
			})
		}
	}
}

// TestSemVerLeavesEqualsToChance holds that v0.12 does not order versions that are equal.
func TestSemVerLeavesEqualsToChance(t *testing.T) {
	c, err := Settings{Version: at(t, "v0.12.2"), Strategy: imageupdater.SemVer}.Choose(names("1.2", "v1.2.0", "1.1", "1.2.0"))
	assert.NilError(t, err)
	assert.DeepEqual(t, c.Chance, []string{"v1.2.0", "1.2.0", "1.2"})
	assert.Check(t, c.Tie)

	c, err = Settings{Version: at(t, "v1.3"), Strategy: imageupdater.SemVer}.Choose(names("1.2", "v1.2.0", "1.1", "1.2.0"))
	assert.NilError(t, err)
	assert.Equal(t, len(c.Chance), 0)
	assert.Equal(t, c.Reason, "the same version as 1.2.0; of equal versions the text that sorts last wins")
}

// TestOrderDoesNotMatter holds for random candidates that the choice depends on what they are and not on their order, and that
// the runner-up is what would be taken without the winner.
func TestOrderDoesNotMatter(t *testing.T) {
	for round := range 200 {
		var all []Candidate
		for i := range 1 + rand.IntN(12) {
			all = append(all, Candidate{
				Tag:     fmt.Sprintf("%d.%d.%d", rand.IntN(3), rand.IntN(3), i),
				Created: time.Unix(int64(rand.IntN(4)), 0),
			})
		}
		for _, strategy := range []string{imageupdater.NewestBuild, imageupdater.Alphabetical, imageupdater.SemVer} {
			s := Settings{Version: at(t, "v1.3"), Strategy: strategy}
			first, err := s.Choose(shuffled(all))
			assert.NilError(t, err)
			again, err := s.Choose(shuffled(all))
			assert.NilError(t, err)
			assert.DeepEqual(t, first, again)
			var rest []Candidate
			for _, c := range all {
				if c.Tag != first.Winner.Tag {
					rest = append(rest, c)
				}
			}
			without, err := s.Choose(rest)
			assert.NilError(t, err)
			assert.Equal(t, without.Winner.Tag, first.RunnerUp.Tag, "round %d, %s", round, strategy)
		}
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Millisecond: "less than a second", 40 * time.Second: "40 s", 3 * time.Minute: "3 min", 3 * time.Hour: "3 h", 80 * time.Hour: "3 d",
	} {
		assert.Equal(t, Span(d), want)
	}
}
