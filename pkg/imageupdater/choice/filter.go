// SPDX-License-Identifier: Apache-2.0

package choice

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// Filtered are the tags of a registry, by what becomes of them before any is looked into.
type Filtered struct {
	// Kept are those that may be taken, in the registry's order.
	Kept []string
	// NotAllowed are those that allow-tags does not match, Ignored those that ignore-tags matches, Others those that are not
	// the one tag that the strategy digest follows. A tag stands in the first of these that holds.
	NotAllowed, Ignored, Others []string
}

// Filter applies allow-tags, ignore-tags and, for the strategy digest, the constraint. The error is one that the updater logs
// each time, and then it follows nothing.
//
// Upstream: registry/registry.go GetTags.
func (s Settings) Filter(tags []string) (Filtered, error) {
	if s.Strategy == imageupdater.Digest && s.Constraint == "" {
		return Filtered{}, fmt.Errorf("the strategy %s must name the tag to follow, behind the image and a colon", imageupdater.Digest)
	}
	var f Filtered
	allowed := s.allows()
	for _, tag := range tags {
		switch {
		case !allowed(tag):
			f.NotAllowed = append(f.NotAllowed, tag)
		case s.ignores(tag):
			f.Ignored = append(f.Ignored, tag)
		case s.Strategy == imageupdater.Digest && tag != s.Constraint:
			f.Others = append(f.Others, tag)
		default:
			f.Kept = append(f.Kept, tag)
		}
	}
	return f, nil
}

// allows returns what allow-tags lets through. What it cannot be read as matches no tag.
//
// Upstream: image/options.go ParseMatch (v0.x: ParseMatchfunc).
func (s Settings) allows() func(tag string) bool {
	none := func(string) bool { return false }
	if s.AllowTags == "" || strings.EqualFold(s.AllowTags, "any") {
		return func(string) bool { return true }
	}
	function, expression, ok := strings.Cut(s.AllowTags, ":")
	if !ok || !strings.EqualFold(function, "regexp") {
		return none
	}
	re, err := regexp.Compile(expression)
	if err != nil {
		return none
	}
	return re.MatchString
}

// ignores reports whether a glob of ignore-tags matches. One that cannot be read matches nothing.
//
// Upstream: image/version.go IsTagIgnored.
func (s Settings) ignores(tag string) bool {
	for _, glob := range s.IgnoreTags {
		if matched, err := filepath.Match(glob, tag); err == nil && matched {
			return true
		}
	}
	return false
}
