// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/images"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater/choice"
)

// judgeNothing words why nothing is taken.
func (s *subject) judgeNothing(out outcome) {
	f := s.seen.filtered
	var other *choice.NotBuilt
	unbuilt := 0
	for _, err := range out.left {
		if errors.As(err, &other) {
			unbuilt++
		}
	}
	switch {
	case len(s.seen.tags) == 0:
		s.image.Reason = "the registry has no tag"
		s.report(images.NoTagMatches, "", "image %q has no tag", s.image.Name)
	case len(f.Kept) == 0:
		s.image.Reason = s.filteredOut() + ": " + s.consequence()
		s.report(images.NoTagMatches, "", "no tag of image %q matches: %s; there are %s", s.image.Name, s.filteredOut(), some(s.seen.tags))
	case unbuilt > 0 && unbuilt == len(f.Kept):
		built := builtFor(out)
		platforms := other.Wanted.String()
		s.image.Reason = fmt.Sprintf("no tag is built for %s", platforms)
		hint := ""
		if out.runtime != "" {
			hint = ", which is what the updater looks for when it runs there and no platforms are set"
		}
		s.report(images.NoTagForPlatform, "", "no tag of image %q that matches is built for %s%s: %s built for %s", s.image.Name, platforms, hint, theyAre(len(f.Kept)), built)
	case len(out.left) == len(f.Kept):
		s.image.Reason = "no tag that matches can be taken"
		if unbuilt > 0 {
			s.report(images.NoTagForPlatform, "", "no tag of image %q that matches and can be read is built for %s: %s built for %s", s.image.Name, other.Wanted, theyAre(unbuilt), builtFor(out))
		}
	default:
		why := out.choice.Reason
		if s.Instead != "" {
			why += fmt.Sprintf(" (%s is what is read, since %s)", s.image.Strategy, s.Instead)
		}
		s.report(images.NoTagMatches, "", "no tag of image %q that matches can be taken: %s; those that match are %s", s.image.Name, why, some(f.Kept))
	}
}

// filteredOut says which filter let no tag through.
func (s *subject) filteredOut() string {
	f := s.seen.filtered
	var parts []string
	if n := len(f.NotAllowed); n > 0 {
		parts = append(parts, fmt.Sprintf("allow-tags %q matches none of %s", s.Image.AllowTags, count(n, "tag")))
	}
	if n := len(f.Ignored); n > 0 {
		parts = append(parts, fmt.Sprintf("ignore-tags drops %d", n))
	}
	if n := len(f.Others); n > 0 {
		parts = append(parts, fmt.Sprintf("there is no tag %q among %s", s.Image.Constraint, count(n, "tag")))
	}
	return strings.Join(parts, ", ")
}

func (s *subject) consequence() string {
	if s.Version.AtLeast(1, 2) {
		return "the updater logs a warning and updates nothing"
	}
	return "the updater updates nothing, and its log looks as if all were up to date"
}
