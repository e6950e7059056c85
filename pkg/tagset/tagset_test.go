// SPDX-License-Identifier: Apache-2.0

package tagset_test

import (
	"errors"
	"fmt"
	"math/rand"
	"path"
	"regexp"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/language"
	"github.com/fairlead-krm/fairlead/pkg/tagset"
)

func matching(t *testing.T, expression string) tagset.Set {
	t.Helper()
	s, err := tagset.Matching(expression)
	assert.NilError(t, err)
	return s
}

func exactly(t *testing.T, expression string) tagset.Set {
	t.Helper()
	s, err := tagset.Exactly(expression)
	assert.NilError(t, err)
	return s
}

// TestShortest names the tags that a person would expect to see.
func TestShortest(t *testing.T) {
	pushed := exactly(t, `sha-[0-9a-f]{7}`)
	for _, c := range []struct {
		name string
		set  tagset.Set
		want string
	}{
		{"all that is pushed is taken", pushed.Minus(matching(t, `^sha-[0-9a-f]{7,40}$`)), ""},
		{"a longer sha is wanted", pushed.Minus(matching(t, `^sha-[0-9a-f]{40}$`)), "sha-0000000"},
		{"another prefix is pushed", exactly(t, `git-[0-9a-f]{7}`).Minus(matching(t, `^sha-[0-9a-f]{7,40}$`)), "git-0000000"},
		{"not anchored", matching(t, `sha-[0-9a-f]{7}`).Minus(pushed), "0sha-0000000"},
		{"latest is taken by what is not anchored", tagset.Of("latest", "main").Intersect(matching(t, `a`)), "main"},
		{"a pull request's tag", language.Union(exactly(t, `pr-[0-9]+`), tagset.Of("latest")).Intersect(matching(t, `^(sha|pr)-`)), "pr-0"},
		{"nothing", tagset.Set{}, ""},
		{"a union of nothing", language.Union(), ""},
		{"everything", tagset.All(), "0"},
		{"a tag begins with no dash", matching(t, `^[-.].*$`), ""},
		{"a tag ends after 128", matching(t, `^a{129}$`), ""},
		{"a tag may have 128", matching(t, `^a{128}$`), strings.Repeat("a", 128)},
		{"within a word", matching(t, `\Bb\B`), "0b0"},
		{"a word", matching(t, `..\bcd\b..`), "0-cd--"},
		{"either case", matching(t, `(?i)^sha-Z$`), "SHA-Z"},
		{"each line", matching(t, `(?m)^a$`), "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok, err := c.set.Shortest(plenty())
			assert.NilError(t, err)
			assert.Equal(t, got, c.want)
			assert.Equal(t, ok, c.want != "")
			assert.Assert(t, !ok || c.set.Has(got))
		})
	}
}

// TestAgainstEveryTag lists every tag of up to twelve characters over an alphabet of two, for random expressions, and
// compares what is in the sets with Go's own matcher, and the shortest difference with the first of the list.
func TestAgainstEveryTag(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	tags := everyTag("ab", 12)
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	for range rounds {
		one, two := expression(random, 3), expression(random, 3)
		first, second := regexp.MustCompile(one), regexp.MustCompile(two)
		within := exactly(t, `[ab]{1,12}`)
		difference := within.Intersect(matching(t, one)).Minus(matching(t, two))
		want := ""
		for i, tag := range tags {
			in := first.MatchString(tag) && !second.MatchString(tag)
			if i%97 == 0 {
				assert.Equal(t, difference.Has(tag), in, "%q in %s without %s", tag, one, two)
			}
			if in {
				want = tag
				break
			}
		}
		got, _, err := difference.Shortest(plenty())
		assert.NilError(t, err)
		assert.Equal(t, got, want, "%s without %s", one, two)
	}
}

// TestAgainstGoOnTags compares membership with Go's matcher on tags of all characters, for expressions as people write
// them.
func TestAgainstGoOnTags(t *testing.T) {
	random := rand.New(rand.NewSource(2))
	for _, e := range []string{
		`^sha-[0-9a-f]{7,40}$`, `sha-`, `^(main|develop)-[a-f0-9]+$`, `^v?\d+\.\d+\.\d+(-\w+)?$`, `^[^.]+$`, `(?i:^rc)`, `\bx\b`, `^$`, `^.{3}$`,
		`^(a|b)*c$`, `[[:digit:]]{2,}`, `^\w+$`, `\d$`, `^(?:[a-z]+-)?[0-9]{8}T[0-9]{6}Z?$`, ``, `a|`, `\x{2d}`, `[^\x00-\x{10FFFF}]`,
	} {
		matcher, set := regexp.MustCompile(e), matching(t, e)
		for range 300 {
			tag := randomTag(random)
			assert.Equal(t, set.Has(tag), matcher.MatchString(tag), "%q and %s", tag, e)
		}
		if tag, ok, err := set.Shortest(plenty()); assert.Check(t, err) && ok {
			assert.Assert(t, matcher.MatchString(tag), "%q and %s", tag, e)
		}
	}
}

func TestGlob(t *testing.T) {
	random := rand.New(rand.NewSource(3))
	for _, pattern := range []string{
		`latest`, `pr-*`, `*`, `?`, `v?.*`, `[a-c]*`, `[^a-c]*`, `[\-x]*`, `*.[0-9]`, `\*`, `[z-a]`, `[^z-a]`, `a[b-]`, `[]a]`, `[\]a]`, `[^^]*`, `ü*`, `.`, `a+b`,
	} {
		set, err := tagset.Glob(pattern)
		if _, bad := path.Match(pattern, ""); bad != nil {
			assert.ErrorContains(t, err, pattern)
			continue
		}
		assert.NilError(t, err)
		for range 200 {
			tag := randomTag(random)
			want, err := path.Match(pattern, tag)
			assert.NilError(t, err)
			assert.Equal(t, set.Has(tag), want, "%q and %s", tag, pattern)
		}
	}
}

// TestBudget gives expressions whose automaton has more states than anyone has memory: an answer comes at once.
func TestBudget(t *testing.T) {
	for _, e := range []string{
		`^(a|b)*a(a|b){60}$`,
		`(x+x+)+y.*(a|b){900}`,
		`^(` + strings.Repeat(`(a|b)?`, 200) + `)c{1000}$`,
		`[ab]*(` + strings.Repeat(`a.{9}b|`, 9000) + `z)$`,
	} {
		s := matching(t, e)
		_, _, err := exactly(t, `[abcxyz]{110,}`).Minus(s).Shortest(budget(200_000))
		if err != nil {
			assert.Assert(t, errors.Is(err, language.ErrBudget), "%.40s: %v", e, err)
		}
	}
	_, _, err := exactly(t, `[ab]{100,}c`).Minus(matching(t, `^(a|b)*a(a|b){60}c$`)).Minus(matching(t, `^(a|b)*b(a|b){60}c$`)).Shortest(budget(200_000))
	assert.Assert(t, errors.Is(err, language.ErrBudget))
}

func TestBadExpressions(t *testing.T) {
	for _, e := range []string{`(?!latest)`, `a)|(b`, `[`, `a{1001}`, `\p{Nothing}`} {
		_, err := tagset.Matching(e)
		assert.ErrorContains(t, err, "parsing the regular expression")
		_, err = tagset.Exactly(e)
		assert.ErrorContains(t, err, "parsing the regular expression")
	}
}

func TestValid(t *testing.T) {
	for tag, want := range map[string]bool{"": false, "a": true, ".a": false, "-a": false, "_a": true, "a/b": false, "ü": false, "A.b-c_9": true} {
		assert.Equal(t, tagset.Valid(tag), want, tag)
		assert.Equal(t, tagset.All().Has(tag), want, tag)
	}
}

// everyTag lists the texts over an alphabet, by length and then by alphabet.
func everyTag(alphabet string, length int) []string {
	var all []string
	level := []string{""}
	for range length {
		var next []string
		for _, prefix := range level {
			for _, r := range alphabet {
				next = append(next, prefix+string(r))
			}
		}
		all, level = append(all, next...), next
	}
	return all
}

// expression returns a random expression over a and b.
func expression(random *rand.Rand, depth int) string {
	if depth == 0 {
		return []string{"a", "b", ".", "[ab]", "^", "$", `\b`, "(?:)", "[^a]"}[random.Intn(9)]
	}
	one := expression(random, depth-1)
	switch random.Intn(6) {
	case 0, 1:
		return one + expression(random, depth-1)
	case 2:
		return "(?:" + one + "|" + expression(random, depth-1) + ")"
	case 3:
		return "(?:" + one + ")*"
	case 4:
		return fmt.Sprintf("(?:%s){%d,%d}", one, random.Intn(3), 2+random.Intn(3))
	}
	return "(?:" + one + ")" + []string{"?", "+"}[random.Intn(2)]
}

func randomTag(random *rand.Rand) string {
	if random.Intn(3) == 0 {
		return []string{"sha-0a1b2c3", "latest", "pr-1", "v1.2.3", "x", "a-x-b", "20261122T101112Z", "RC1", "main-abc", "b", "abc"}[random.Intn(11)]
	}
	const alphabet = "-.019AZ_abcvxz"
	tag := []byte{alphabet[2+random.Intn(len(alphabet)-2)]}
	for range random.Intn(9) {
		tag = append(tag, alphabet[random.Intn(len(alphabet))])
	}
	return string(tag)
}

func plenty() *language.Budget { return budget(language.DefaultBudget) }

func budget(b language.Budget) *language.Budget { return &b }
