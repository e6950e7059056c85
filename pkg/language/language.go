// SPDX-License-Identifier: Apache-2.0

// Package language computes with sets of words as regular languages: which words one expression matches and another does
// not, and the shortest of them. A set is never listed; it is a boolean expression over finite automata that are built as
// far as a question needs them.
package language

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
)

// Alphabet says which words there are: all others are in no Set. Its characters are ASCII and stand in order.
type Alphabet struct {
	// Characters are what a word is made of; a word begins with none of NotFirst.
	Characters, NotFirst string
	// Empty says that the empty text is a word.
	Empty bool
	// Max is the greatest number of characters of a word.
	Max int
}

// Has reports whether a text is a word.
func (a *Alphabet) Has(word string) bool {
	if word == "" && !a.Empty || len(word) > a.Max || word != "" && strings.IndexByte(a.NotFirst, word[0]) >= 0 {
		return false
	}
	for i := range len(word) {
		if strings.IndexByte(a.Characters, word[i]) < 0 {
			return false
		}
	}
	return true
}

// first are the characters that a word can begin with.
func (a *Alphabet) first() string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(a.NotFirst, r) {
			return -1
		}
		return r
	}, a.Characters)
}

// Set is a set of words. Sets are combined with those of the same Alphabet only. The zero Set is empty.
type Set struct {
	leaves []*leaf
	// holds says whether a word is in the set, from whether it is in each of the leaves.
	holds func(in []bool) bool
	// key tells how the set was made.
	key string
}

// Key tells sets apart: two of one key, of one Alphabet, hold the same words. Sets of other keys may hold the same words, too.
func (s Set) Key() string { return s.key }

// Matching returns the words in which a regular expression matches anywhere, in Go's syntax: it is not anchored unless it
// says so.
func (a *Alphabet) Matching(expression string) (Set, error) {
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return Set{}, fmt.Errorf("parsing the regular expression: %w", err)
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return Set{}, fmt.Errorf("compiling the regular expression: %w", err)
	}
	return Set{[]*leaf{newLeaf(a, program)}, func(in []bool) bool { return in[0] }, strconv.Quote(expression)}, nil
}

// Exactly returns the words that a regular expression matches from their first character to their last.
func (a *Alphabet) Exactly(expression string) (Set, error) {
	if _, err := syntax.Parse(expression, syntax.Perl); err != nil {
		return Set{}, fmt.Errorf("parsing the regular expression: %w", err) // before the parentheses can hide what is wrong
	}
	return a.Matching(`\A(?:` + expression + `)\z`)
}

// MustExactly is Exactly for an expression that the program itself wrote; it panics where that is none.
func (a *Alphabet) MustExactly(expression string) Set {
	s, err := a.Exactly(expression)
	if err != nil {
		panic(err)
	}
	return s
}

// Of returns the set of the words that are named. A text that is no word is left out.
func (a *Alphabet) Of(words ...string) Set {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = regexp.QuoteMeta(word)
	}
	if len(words) == 0 {
		return Set{}
	}
	return a.MustExactly(strings.Join(quoted, "|"))
}

// All returns the set of all words.
func (a *Alphabet) All() Set { return a.MustExactly(`(?s:.*)`) }

// Union returns the words that are in any of the sets.
func Union(sets ...Set) Set {
	return combine("|", sets, func(in []bool) bool {
		for _, one := range in {
			if one {
				return true
			}
		}
		return false
	})
}

// Intersect returns the words that are in both.
func (s Set) Intersect(t Set) Set {
	return combine("&", []Set{s, t}, func(in []bool) bool { return in[0] && in[1] })
}

// Minus returns the words of s that are not in t.
func (s Set) Minus(t Set) Set {
	return combine("-", []Set{s, t}, func(in []bool) bool { return in[0] && !in[1] })
}

// combine returns the set of the words for which holds is true of their being in each of the sets; by is a character for it.
func combine(by string, sets []Set, holds func(in []bool) bool) Set {
	var leaves []*leaf
	ends := make([]int, len(sets))
	var key strings.Builder
	key.WriteString("(" + by)
	for i, s := range sets {
		leaves = append(leaves, s.leaves...)
		ends[i] = len(leaves)
		key.WriteString(" " + s.key)
	}
	key.WriteString(")")
	return Set{leaves, func(in []bool) bool {
		held, from := make([]bool, len(sets)), 0
		for i, s := range sets {
			held[i] = s.holds != nil && s.holds(in[from:ends[i]])
			from = ends[i]
		}
		return holds(held)
	}, key.String()}
}

// Has reports whether a word is in the set.
func (s Set) Has(word string) bool {
	if len(s.leaves) > 0 && !s.leaves[0].alphabet.Has(word) || s.holds == nil {
		return false
	}
	in := make([]bool, len(s.leaves))
	for i, l := range s.leaves {
		in[i] = l.matches(word)
	}
	return s.holds(in)
}
