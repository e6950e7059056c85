// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"regexp"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// A text is a string that may hold parts that are not known before the workflow runs. Each of them stands in it as one rune
// of a plane that Unicode leaves to private use, so that a text is cut, compared and put together as any string.
const (
	firstPart = 0xF0000
	lastPart  = 0xFFFFD
)

// part is what stands in a text for something that is known only at run time.
type part struct {
	// raw matches what it may be; tag matches what it may be in a tag of metadata-action, which replaces what a tag cannot hold.
	// Each word of both is possible.
	raw, tag string
	// varies says that it is another each time, as a commit is.
	varies bool
	// other says that it is the name of a branch, or the rest of one, and none of those that the workflow names.
	other bool
	// doubt says why nothing is known of it; nil where raw says all.
	doubt *tagscheme.Doubt
	// meta is the list of tags that a step of metadata-action puts out.
	meta *metadata
}

// Expressions of parts.
const (
	anyName   = `[0-9A-Za-z_](?:[0-9A-Za-z_-]|\.[0-9A-Za-z_-])*`
	anyRest   = `(?:[0-9A-Za-z_-]|\.[0-9A-Za-z_-])*`
	anyInTag  = `[0-9A-Za-z._-]*`
	number    = `[1-9][0-9]*`
	commit    = `[0-9a-f]{40}`
	notInTags = `[^a-zA-Z0-9._-]+`
)

var forbidden = regexp.MustCompile(notInTags)

// part returns the text of a new part.
func (r *reading) part(p part) string {
	if len(r.parts) > lastPart-firstPart {
		r.parts = r.parts[:lastPart-firstPart] // the budget ends long before
	}
	r.parts = append(r.parts, p)
	return string(rune(firstPart + len(r.parts) - 1))
}

// unknown returns the text of a part of which nothing is known.
func (r *reading) unknown(d *tagscheme.Doubt) string {
	return r.part(part{raw: `(?s:.*)`, tag: anyInTag, varies: true, doubt: d})
}

// partOf returns the part that a rune stands for, or nil.
func (r *reading) partOf(c rune) *part {
	if c < firstPart || int(c-firstPart) >= len(r.parts) {
		return nil
	}
	return &r.parts[c-firstPart]
}

func isPart(c rune) bool { return c >= firstPart && c <= lastPart }

// open reports whether a text has parts that are not known.
func open(text string) bool { return strings.IndexFunc(text, isPart) >= 0 }

// literal returns what a text begins with, up to its first part.
func literal(text string) string {
	if i := strings.IndexFunc(text, isPart); i >= 0 {
		return text[:i]
	}
	return text
}

// pattern returns what a text may be, as a regular expression.
func (r *reading) pattern(text string) string {
	var b strings.Builder
	for _, c := range text {
		if p := r.partOf(c); p != nil {
			b.WriteString(`(?:` + p.raw + `)`)
		} else {
			b.WriteString(regexp.QuoteMeta(string(c)))
		}
	}
	return b.String()
}

// may reports whether a text may be a certain string, without regard to case as expressions compare.
func (r *reading) may(text, is string) bool {
	if !open(text) {
		return strings.EqualFold(text, is)
	}
	re, err := regexp.Compile(`(?i)\A(?:` + r.pattern(text) + `)\z`)
	return err != nil || re.MatchString(is)
}

// mayBeEmpty reports whether a text may be the empty one.
func (r *reading) mayBeEmpty(text string) bool { return text == "" || open(text) && r.may(text, "") }

// tagPattern returns what a text may be as a tag. sanitised says that what a tag cannot hold is replaced, as metadata-action
// does it.
func (r *reading) tagPattern(text string, sanitised bool) (pattern string, varies bool, doubt *tagscheme.Doubt) {
	var b strings.Builder
	seen := map[rune]bool{}
	start := 0
	known := func(s string) {
		if sanitised {
			s = forbidden.ReplaceAllString(s, "-")
		}
		b.WriteString(regexp.QuoteMeta(s))
	}
	for i, c := range text {
		p := r.partOf(c)
		if p == nil {
			continue
		}
		known(text[start:i])
		start = i + len(string(c))
		if sanitised {
			b.WriteString(`(?:` + p.tag + `)`)
		} else {
			b.WriteString(`(?:` + p.raw + `)`)
		}
		varies = varies || p.varies
		if p.doubt != nil && doubt == nil {
			doubt = p.doubt
		}
		if seen[c] && doubt == nil {
			doubt = &tagscheme.Doubt{Why: "what is not known before stands in the tag twice"}
		}
		seen[c] = true
	}
	known(text[start:])
	return b.String(), varies, doubt
}
