// SPDX-License-Identifier: Apache-2.0

// Package tagset computes with sets of image tags as regular languages: what a pipeline pushes, what a filter takes, and
// the shortest tag in which the two differ. A set is never listed; it is a boolean expression over finite automata that
// are built as far as a question needs them.
package tagset

import (
	"fmt"
	"path"
	"regexp/syntax"
	"strings"
)

// MaxLength is the greatest number of characters in a tag, as the distribution specification has it.
const MaxLength = 128

// tagBytes are what a tag is made of, in the order in which tags are compared.
const tagBytes = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"

// Set is a set of tags. What is no valid tag is in no Set. The zero Set is empty.
type Set struct {
	leaves []*leaf
	// holds says whether a tag is in the set, from whether it is in each of the leaves.
	holds func(in []bool) bool
}

// Matching returns the tags in which a regular expression matches anywhere, as the updater applies `regexp:` filters:
// Go's syntax, not anchored unless the expression says so.
func Matching(expression string) (Set, error) {
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return Set{}, fmt.Errorf("parsing the regular expression: %w", err)
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return Set{}, fmt.Errorf("compiling the regular expression: %w", err)
	}
	return of(newLeaf(program)), nil
}

// Exactly returns the tags that a regular expression matches from their first character to their last.
func Exactly(expression string) (Set, error) {
	if _, err := syntax.Parse(expression, syntax.Perl); err != nil {
		return Set{}, fmt.Errorf("parsing the regular expression: %w", err) // before the parentheses can hide what is wrong
	}
	return Matching(`^(?:` + expression + `)$`)
}

// Of returns the set of the tags that are named. What is no valid tag is left out.
func Of(tags ...string) Set {
	quoted := make([]string, len(tags))
	for i, tag := range tags {
		quoted[i] = literal(tag)
	}
	return exactly(strings.Join(quoted, "|"))
}

// All returns the set of all tags.
func All() Set { return exactly(`.*`) }

// Glob returns the tags that a pattern of path.Match matches, which is what ignore-tags is made of.
func Glob(pattern string) (Set, error) {
	if _, err := path.Match(pattern, ""); err != nil {
		return Set{}, fmt.Errorf("reading the pattern %q: %w", pattern, err)
	}
	return exactly(globExpression(pattern)), nil
}

// exactly is Exactly for an expression that this package wrote.
func exactly(expression string) Set {
	s, err := Exactly(expression)
	if err != nil {
		panic(err) // a fault of this package
	}
	return s
}

func of(l *leaf) Set {
	return Set{[]*leaf{l}, func(in []bool) bool { return in[0] }}
}

// Union returns the tags that are in any of the sets.
func Union(sets ...Set) Set {
	return combine(sets, func(in []bool) bool {
		for _, one := range in {
			if one {
				return true
			}
		}
		return false
	})
}

// Intersect returns the tags that are in both.
func (s Set) Intersect(t Set) Set {
	return combine([]Set{s, t}, func(in []bool) bool { return in[0] && in[1] })
}

// Minus returns the tags of s that are not in t.
func (s Set) Minus(t Set) Set {
	return combine([]Set{s, t}, func(in []bool) bool { return in[0] && !in[1] })
}

// combine returns the set of the tags for which holds is true of their being in each of the sets.
func combine(sets []Set, holds func(in []bool) bool) Set {
	var leaves []*leaf
	ends := make([]int, len(sets))
	for i, s := range sets {
		leaves = append(leaves, s.leaves...)
		ends[i] = len(leaves)
	}
	return Set{leaves, func(in []bool) bool {
		held, from := make([]bool, len(sets)), 0
		for i, s := range sets {
			held[i] = s.holds != nil && s.holds(in[from:ends[i]])
			from = ends[i]
		}
		return holds(held)
	}}
}

// Has reports whether a tag is in the set.
func (s Set) Has(tag string) bool {
	if !Valid(tag) || s.holds == nil {
		return false
	}
	in := make([]bool, len(s.leaves))
	for i, l := range s.leaves {
		in[i] = l.matches(tag)
	}
	return s.holds(in)
}

// Valid reports whether a text is a tag: at most 128 letters, digits, '_', '.' and '-', of which the first is no '.' or '-'.
func Valid(tag string) bool {
	if tag == "" || len(tag) > MaxLength || tag[0] == '.' || tag[0] == '-' {
		return false
	}
	for i := range len(tag) {
		if strings.IndexByte(tagBytes, tag[i]) < 0 {
			return false
		}
	}
	return true
}
