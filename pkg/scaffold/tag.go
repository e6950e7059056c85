// SPDX-License-Identifier: Apache-2.0

package scaffold

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/language"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
	"github.com/fairlead-krm/fairlead/pkg/tagset"
)

// The number of digits of a commit that docker/metadata-action takes by itself, and all of them.
const (
	shortCommit = 7
	wholeCommit = 40
)

// defaultPrefix is that of docker/metadata-action.
const defaultPrefix = "sha-"

// commitTag is a tag that names a commit: a prefix and so many digits.
type commitTag struct {
	Prefix string
	Digits int
}

// Line is the line of the input `tags` of docker/metadata-action.
func (t commitTag) Line() string {
	line := "type=sha"
	if t.Prefix != defaultPrefix {
		line += ",prefix=" + t.Prefix
	}
	if t.Digits == wholeCommit {
		line += ",format=long"
	}
	return line
}

// Length is the number of digits where docker/metadata-action has to be told, else 0.
func (t commitTag) Length() int {
	if t.Digits == shortCommit || t.Digits == wholeCommit {
		return 0
	}
	return t.Digits
}

// String shows the tag as a person would write it.
func (t commitTag) String() string {
	return fmt.Sprintf("%s<%d digits of the commit>", t.Prefix, t.Digits)
}

// set are all tags of that form.
func (t commitTag) set() tagset.Set {
	set, err := tagset.Exactly(regexp.QuoteMeta(t.Prefix) + fmt.Sprintf("[0-9a-f]{%d}", t.Digits))
	if err != nil {
		panic(err) // the expression is ours
	}
	return set
}

// tagOf returns a tag of commits that the filter of an image takes for every commit: a short one where it takes such, else a
// whole one, else of as many digits as it takes.
//
// What is built goes on while a pin holds the image.
func tagOf(p *v1alpha1.Project, image int) (commitTag, error) {
	im := p.Spec.Images[image]
	allow, _ := p.AllowTagsWithoutPin(image)
	if im.UpdateStrategy != imageupdater.NewestBuild {
		return commitTag{}, fmt.Errorf("image %s has updateStrategy %s, and the tags of commits that a workflow pushes are chosen by their date: write updateStrategy: %s, or a workflow of your own",
			im.Name, im.UpdateStrategy, imageupdater.NewestBuild)
	}
	taken, err := tagscheme.Taken(allow, im.IgnoreTags)
	if err != nil {
		return commitTag{}, fmt.Errorf("image %s: allowTags %q: %w", im.Name, allow, err)
	}
	budget := language.DefaultBudget
	for _, prefix := range prefixes(allow) {
		for _, digits := range lengths() {
			t := commitTag{prefix, digits}
			if !t.seemsWithin(taken) {
				continue
			}
			fits, err := t.within(taken, &budget)
			if err != nil {
				return t, fmt.Errorf("image %s: allowTags %q: %w: write it more simply, as in %s", im.Name, allow, err, v1alpha1.DefaultAllowTags)
			}
			if fits {
				return t, nil
			}
		}
	}
	filter := fmt.Sprintf("allowTags %q", allow)
	if len(im.IgnoreTags) > 0 {
		filter += fmt.Sprintf(" with ignoreTags %q", im.IgnoreTags)
	}
	return commitTag{}, fmt.Errorf("image %s: %s takes no tag of the form <prefix><commit> for every commit, so no workflow can be written that fits it: "+
		"leave allowTags out, which is %s, or write a prefix and hexadecimal digits, as in regexp:^build-[0-9a-f]{7}$", im.Name, filter, v1alpha1.DefaultAllowTags)
}

// lengths are the numbers of digits, in the order in which they are tried.
func lengths() []int {
	all := []int{shortCommit, wholeCommit}
	for n := shortCommit + 1; n < wholeCommit; n++ {
		all = append(all, n)
	}
	return all
}

// seemsWithin reports whether some tags of the form are in a set, which takes no time to find out.
func (t commitTag) seemsWithin(taken tagset.Set) bool {
	for _, digits := range [...]string{"0", "f", "0123456789abcdef", "fedcba9876543210", "a0"} {
		if !taken.Has(t.Prefix + strings.Repeat(digits, t.Digits)[:t.Digits]) {
			return false
		}
	}
	return true
}

// within reports whether every tag of the form is in a set.
func (t commitTag) within(taken tagset.Set, budget *language.Budget) (bool, error) {
	_, out, err := t.set().Minus(taken).Shortest(budget)
	return !out, err
}

// prefixes are those that are tried, in order: the usual one, none, and what a filter's expression can begin with.
func prefixes(allow string) []string {
	all := []string{defaultPrefix, ""}
	_, expression, _ := strings.Cut(allow, ":")
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return all
	}
	found, _ := begins(tree, []string{""})
	for _, prefix := range found {
		if strings.HasPrefix(prefix, "-") || strings.HasPrefix(prefix, ".") {
			prefix = strings.TrimSuffix(defaultPrefix, "-") + prefix // no tag begins so
		}
		if !slices.Contains(all, prefix) {
			all = append(all, prefix)
		}
	}
	return all
}

// maxPrefixes bounds how many prefixes are tried.
const maxPrefixes = 64

// begins returns the literal texts that each of before can go on with by a part of an expression. ended says that what comes
// behind the part is not known any more.
func begins(part *syntax.Regexp, before []string) (all []string, ended bool) {
	switch part.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginText, syntax.OpBeginLine:
		return before, false
	case syntax.OpLiteral:
		for _, b := range before {
			all = append(all, b+string(part.Rune))
		}
		return all, false
	case syntax.OpCapture:
		return begins(part.Sub[0], before)
	case syntax.OpConcat:
		for _, sub := range part.Sub {
			if before, ended = begins(sub, before); ended {
				return before, true
			}
		}
		return before, false
	case syntax.OpQuest:
		with, _ := begins(part.Sub[0], before)
		return bounded(append(slices.Clone(before), with...)), false
	case syntax.OpAlternate:
		for _, sub := range part.Sub {
			one, end := begins(sub, before)
			all, ended = bounded(append(all, one...)), ended || end
		}
		return all, ended
	}
	return before, true
}

func bounded(all []string) []string { return all[:min(len(all), maxPrefixes)] }
