// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"regexp"
	"strings"

	"github.com/rhysd/actionlint"
)

// filter is what stands behind `branches` or `tags` of an event: patterns, of which the last that matches a name decides.
type filter struct {
	patterns []string
	// ignore says that they are those of `branches-ignore` or `tags-ignore`.
	ignore bool
	// given is false where there is no such filter: every name passes.
	given bool
}

func newFilter(only, ignore *actionlint.WebhookEventFilter) filter {
	f := filter{}
	if only != nil {
		f.given = true
		for _, v := range only.Values {
			f.patterns = append(f.patterns, v.Value)
		}
	}
	if ignore != nil && only == nil {
		f.given, f.ignore = true, true
		for _, v := range ignore.Values {
			f.patterns = append(f.patterns, v.Value)
		}
	}
	return f
}

// passes reports whether a name passes.
func (f filter) passes(name string) bool {
	if !f.given {
		return true
	}
	passed := f.ignore
	for _, p := range f.patterns {
		body, negated := strings.CutPrefix(p, "!")
		if globMatches(body, name) {
			passed = !negated && !f.ignore
		}
	}
	return passed
}

// named are the patterns that let through one name each; wild are the others that let something through.
func (f filter) named() (named, wild []string) {
	if !f.given || f.ignore {
		return nil, []string{"**"}
	}
	for _, p := range f.patterns {
		if strings.HasPrefix(p, "!") {
			continue
		}
		if name, ok := literalName(p); ok {
			named = append(named, name)
		} else {
			wild = append(wild, p)
		}
	}
	return named, wild
}

// literalName returns the one name that a pattern lets through, where each of its special characters stands behind a
// backslash.
func literalName(pattern string) (name string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			i++
		case strings.IndexByte(`*?+[]\`, c) >= 0:
			return "", false
		}
		b.WriteByte(pattern[i])
	}
	return b.String(), true
}

// globMatches applies a pattern of GitHub: `*` is all but '/', `**` all, `?` none or one of what is before it, `+` one or more.
func globMatches(pattern, name string) bool {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; c {
		case '*':
			if strings.HasPrefix(pattern[i:], "**") {
				b.WriteString(`.*`)
				i++
			} else {
				b.WriteString(`[^/]*`)
			}
		case '?', '+', '[', ']':
			b.WriteByte(c)
		case '\\':
			if i++; i < len(pattern) {
				b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
			}
		default:
			b.WriteString(regexp.QuoteMeta(string(c)))
		}
	}
	re, err := regexp.Compile(`\A(?:` + b.String() + `)\z`)
	return err == nil && re.MatchString(name)
}

// wildText returns a text for the names that a pattern lets through; ok is false where it has more than stars.
func (r *reading) wildText(pattern string) (text string, ok bool) {
	if strings.ContainsAny(pattern, `?+[]\`) {
		return "", false
	}
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '*' {
			b.WriteByte(pattern[i])
			continue
		}
		for i+1 < len(pattern) && pattern[i+1] == '*' {
			i++
		}
		p := part{raw: anyRest, tag: anyRest, other: true}
		if b.Len() == 0 && i+1 == len(pattern) {
			p.raw, p.tag = anyName, anyName // a name is not empty
		}
		b.WriteString(r.part(p))
	}
	return b.String(), true
}
