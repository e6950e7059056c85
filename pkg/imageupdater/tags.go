// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"regexp/syntax"
	"strings"
)

// maxTag is the longest tag that a registry takes.
const maxTag = 128

// CheckAllowTags checks what allow-tags holds: any, or regexp: with a regular expression of Go (RE2: no lookahead, no
// backreference) right behind it. Of anything else the updater makes a pattern that no tag matches, and follows nothing.
func CheckAllowTags(value string) error {
	_, err := ParseAllowTags(value)
	return err
}

// ParseAllowTags is CheckAllowTags and ReadAllowTags at once.
func ParseAllowTags(value string) (TagFilter, error) {
	if strings.EqualFold(value, "any") {
		return TagFilter{}, nil
	}
	function, expression, ok := strings.Cut(value, ":")
	if !ok || !strings.EqualFold(function, "regexp") {
		return TagFilter{}, fmt.Errorf("allow-tags %q must be \"any\" or \"regexp:\" and a regular expression: anything else matches no tag", value)
	}
	// The parser alone tells what regexp.Compile would refuse, at a fraction of the price.
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return TagFilter{}, fmt.Errorf("allow-tags %q must hold a regular expression of Go (RE2) and matches no tag otherwise: %w", value, err)
	}
	if len(expression) > maxProgram {
		return TagFilter{}, nil
	}
	return newTagFilter(tree), nil
}

// CheckIgnoreTag checks one glob of Image.IgnoreTags as path/filepath.Match reads it. A comma is refused, because the
// annotation is split there, and so is regexp:, which only allow-tags knows.
func CheckIgnoreTag(glob string) error {
	switch {
	case glob == "":
		return errors.New("ignore-tags has an empty glob: it matches no tag")
	case strings.HasPrefix(strings.ToLower(glob), "regexp:"):
		return fmt.Errorf("ignore-tags %q must be a glob such as \"pr-*\": regexp: is known to allow-tags only", glob)
	case strings.Contains(glob, ","):
		return fmt.Errorf("ignore-tags %q must not hold a comma: give each glob by itself", glob)
	}
	if _, err := filepath.Match(glob, ""); err != nil {
		return fmt.Errorf("ignore-tags %q must be a glob as filepath.Match reads it, and matches no tag otherwise: %w", glob, err)
	}
	if c := strangerIn(glob); c != 0 {
		return fmt.Errorf("ignore-tags %q must be a glob such as \"pr-*\" and matches no tag: it holds %q, which no tag has", glob, c)
	}
	return nil
}

// strangerIn returns a character that a glob demands and that no tag can have, or 0. Regular expressions have such ones.
func strangerIn(glob string) rune {
	inSet := false
	for _, c := range glob {
		switch {
		case c == '\\':
			return 0 // what follows is meant literally, and rare
		case c == '[':
			inSet = true
		case c == ']':
			inSet = false
		case inSet, c == '*', c == '?', c == '.', c == '-', c == '_', c < 0x80 && isAlnum(byte(c)):
		default:
			return c
		}
	}
	return 0
}

// CheckIgnoreTags checks the value of an ignore-tags annotation, globs with commas between them; spaces around a glob do
// not count. All globs are checked; the errors are joined.
func CheckIgnoreTags(value string) error {
	var all []error
	for glob := range strings.SplitSeq(value, ",") {
		all = append(all, CheckIgnoreTag(strings.TrimSpace(glob)))
	}
	return errors.Join(all...)
}

// CheckTag checks a tag: letters, digits, '_', '.' and '-', the first one no '.' and no '-', at most 128 characters.
func CheckTag(value string) error {
	if value == "" {
		return errors.New("tag is empty: it must be a tag such as \"sha-0123abc\"")
	}
	if !isTag(value) {
		return fmt.Errorf("tag %q must be letters, digits, '_', '.' and '-', must not begin with '.' or '-', and has at most %d characters", value, maxTag)
	}
	return nil
}

func isTag(value string) bool {
	for i := range len(value) {
		if !isTagByte(value[i], i == 0) {
			return false
		}
	}
	return value != "" && len(value) <= maxTag
}

// isTagByte reports whether a tag may hold a byte, at its beginning or behind it.
func isTagByte(c byte, first bool) bool {
	return isAlnum(c) || c == '_' || !first && (c == '.' || c == '-')
}

// PinnedTags returns the allow-tags that tag matches and no other tag does.
func PinnedTags(tag string) string { return "regexp:^" + regexp.QuoteMeta(tag) + "$" }
