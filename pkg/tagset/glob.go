// SPDX-License-Identifier: Apache-2.0

package tagset

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// globExpression writes a well-formed pattern of path.Match as a regular expression. A tag holds no '/', so a '*' crosses
// nothing.
func globExpression(pattern string) string {
	var b strings.Builder
	for pattern != "" {
		switch pattern[0] {
		case '*':
			b.WriteString(`.*`)
			pattern = pattern[1:]
		case '?':
			b.WriteString(`.`)
			pattern = pattern[1:]
		case '[':
			var class string
			class, pattern = globClass(pattern[1:])
			b.WriteString(class)
		default:
			var r string
			r, pattern = globRune(pattern)
			b.WriteString(regexp.QuoteMeta(r))
		}
	}
	return b.String()
}

// globClass writes what stands behind a '[' as a class, and returns the rest of the pattern.
func globClass(pattern string) (class, rest string) {
	var b strings.Builder
	negated := strings.HasPrefix(pattern, "^")
	if negated {
		pattern = pattern[1:]
	}
	for first := true; first || pattern[0] != ']'; first = false {
		var low, high string
		low, pattern = globRune(pattern)
		high = low
		if pattern[0] == '-' {
			high, pattern = globRune(pattern[1:])
		}
		if low <= high { // an empty range is well-formed for path.Match, and no expression
			b.WriteString(classRune(low) + "-" + classRune(high))
		}
	}
	pattern = pattern[1:]
	switch {
	case b.Len() == 0 && negated:
		return `.`, pattern
	case b.Len() == 0:
		return `[^\x00-\x{10FFFF}]`, pattern
	case negated:
		return `[^` + b.String() + `]`, pattern
	}
	return `[` + b.String() + `]`, pattern
}

// classRune is a rune within a class.
func classRune(r string) string {
	if strings.ContainsAny(r, `\]^-[`) {
		return `\` + r
	}
	return r
}

// globRune takes one rune off a pattern, without the backslash before it.
func globRune(pattern string) (r, rest string) {
	if pattern[0] == '\\' {
		pattern = pattern[1:]
	}
	_, size := utf8.DecodeRuneInString(pattern)
	return pattern[:size], pattern[size:]
}
