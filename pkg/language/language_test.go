// SPDX-License-Identifier: Apache-2.0

package language_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/language"
)

// Sets of tags, in package tagset, are held against Go's matcher and against lists of all words. Here is what is particular
// to other alphabets.

func TestEmptyWord(t *testing.T) {
	a := &language.Alphabet{Characters: "ab", Empty: true, Max: 3}
	for expression, want := range map[string]string{`^$`: "", `^a?$`: "", `^.{3}$`: "aaa", `b`: "b"} {
		set, err := a.Matching(expression)
		assert.NilError(t, err)
		word, ok, err := set.Shortest(plenty())
		assert.NilError(t, err)
		assert.Assert(t, ok)
		assert.Equal(t, word, want, expression)
	}
	without := &language.Alphabet{Characters: "ab", Max: 3}
	word, ok, err := without.All().Shortest(plenty())
	assert.NilError(t, err)
	assert.Assert(t, ok)
	assert.Equal(t, word, "a")
	assert.Assert(t, !without.All().Has(""))
}

func TestSetsOfNothing(t *testing.T) {
	a := &language.Alphabet{Characters: "/ab", NotFirst: "/", Max: 5}
	for _, empty := range []language.Set{{}, language.Union(), a.Of(), a.Of("ü", "/a", "aaaaaa"), a.All().Minus(a.All()), language.Set{}.Minus(a.All()), a.All().Intersect(language.Set{})} {
		_, ok, err := empty.Shortest(plenty())
		assert.NilError(t, err)
		assert.Assert(t, !ok)
		assert.Assert(t, !empty.Has("a"))
	}
	assert.Assert(t, a.All().Minus(language.Set{}).Has("a/b"))
	assert.Assert(t, language.Union(language.Set{}, a.Of("ab"), a.Of("b")).Has("b"))
}

func TestClassify(t *testing.T) {
	a := &language.Alphabet{Characters: "ab/", Max: 6}
	first, err := a.Matching(`^a`)
	assert.NilError(t, err)
	within := a.MustExactly(`[ab]+(/[ab]+)?`)
	classes, err := within.Classify([]language.Set{first, a.MustExactly(`.*/.*`), {}}, plenty())
	assert.NilError(t, err)
	assert.DeepEqual(t, classes, []language.Class{
		{Word: "a", In: []bool{true, false, false}},
		{Word: "b", In: []bool{false, false, false}},
		{Word: "a/a", In: []bool{true, true, false}},
		{Word: "b/a", In: []bool{false, true, false}},
	})
	three := language.Budget(3)
	_, err = within.Classify([]language.Set{first}, &three)
	assert.Equal(t, err, language.ErrBudget)
}

func plenty() *language.Budget {
	b := language.DefaultBudget
	return &b
}
