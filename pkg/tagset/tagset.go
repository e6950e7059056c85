// SPDX-License-Identifier: Apache-2.0

// Package tagset computes with sets of image tags: what a pipeline pushes, what a filter takes, and the shortest tag in
// which the two differ.
package tagset

import (
	"fmt"
	"path"

	"github.com/fairlead-krm/fairlead/pkg/language"
)

// Set is a set of tags. What is no valid tag is in no Set. The zero Set is empty.
type Set = language.Set

// tags are at most 128 letters, digits, '_', '.' and '-', of which the first is no '.' and no '-', as the distribution
// specification has it.
var tags = &language.Alphabet{
	Characters: "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
	NotFirst:   "-.",
	Max:        128,
}

// Valid reports whether a text is a tag.
func Valid(tag string) bool { return tags.Has(tag) }

// Matching returns the tags in which a regular expression matches anywhere, as Image Updater applies `regexp:` filters:
// Go's syntax, not anchored unless the expression says so.
func Matching(expression string) (Set, error) { return tags.Matching(expression) }

// Exactly returns the tags that a regular expression matches from their first character to their last.
func Exactly(expression string) (Set, error) { return tags.Exactly(expression) }

// Of returns the set of the tags that are named. What is no valid tag is left out.
func Of(names ...string) Set { return tags.Of(names...) }

// All returns the set of all tags.
func All() Set { return tags.All() }

// Glob returns the tags that a pattern of path.Match matches, which is what ignore-tags is made of.
func Glob(pattern string) (Set, error) {
	if _, err := path.Match(pattern, ""); err != nil {
		return Set{}, fmt.Errorf("reading the pattern %q: %w", pattern, err)
	}
	return tags.MustExactly(globExpression(pattern)), nil
}
