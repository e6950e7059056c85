// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// typedTag is a tag with what its type says of `latest`.
type typedTag struct {
	madeTag
	latest bool
}

// tag returns the tags that a line of `tags` may make at the event; it makes one of them.
func (s *scope) tag(e entry, fl flavor) []typedTag {
	one := func(text string, latest bool, doubt *tagscheme.Doubt) []typedTag {
		return []typedTag{{madeTag{text: text, source: e.source, place: e.place, doubt: doubt}, latest}}
	}
	doubt := func(why string) *tagscheme.Doubt {
		return &tagscheme.Doubt{Why: why, Expression: e.source, Place: e.place}
	}
	var enableDoubt *tagscheme.Doubt
	switch enable := s.handlebars(e.attrs["enable"], e.doubtful()); enabledOf(enable) {
	case no:
		return nil
	case maybe:
		enableDoubt = doubt("it is not known before whether the tag is enabled")
	}
	ref := s.metaRef()
	branch, isBranch := strings.CutPrefix(ref, "refs/heads/")
	gitTag, isTag := strings.CutPrefix(ref, "refs/tags/")
	var made []typedTag
	switch e.kind {
	case "schedule":
		if s.event.event != tagscheme.Schedule {
			return nil
		}
		pattern := "nightly"
		if e.has("pattern") {
			pattern = s.handlebars(e.attrs["pattern"], e.doubtful())
		}
		made = one(pattern, false, nil)
	case "semver", "pep440", "match":
		given := e.attrs["value"]
		if given == "" && !isTag {
			return nil
		}
		if given != "" {
			gitTag = s.handlebars(given, e.doubtful())
		}
		switch e.kind {
		case "semver":
			made = s.semver(e, gitTag)
		case "match":
			made = s.match(e, gitTag)
		default:
			made = one(s.unknown(doubt("versions of PEP 440 are not understood")), true, nil)
		}
	case "edge":
		d, ok := s.onEdge(e, branch, isBranch)
		if !ok {
			return nil
		}
		made = one("edge", false, d)
	case "ref":
		text, latest, ok := e.ofRef(ref)
		if !ok {
			return nil
		}
		made = one(text, latest, nil)
	case "raw":
		made = one(s.handlebars(e.attrs["value"], e.doubtful()), false, nil)
	case "sha":
		text := s.event.sha
		if format := e.attrs["format"]; format == "" || format == "short" {
			text = s.short()
		} else if open(format) {
			return one(s.unknown(doubt("whether the commit is short is not known before")), false, nil)
		}
		if !e.has("prefix") {
			e.attrs["prefix"] = "sha-"
		}
		made = one(text, false, nil)
	}
	for i := range made {
		made[i].text = s.affixed(made[i].text, e, fl)
		if made[i].doubt == nil {
			made[i].doubt = enableDoubt
		}
		if fl.latest != "auto" {
			made[i].latest = fl.latest == "true"
		}
	}
	return made
}

// onEdge reports whether type=edge makes a tag of a branch.
func (s *scope) onEdge(e entry, branch string, isBranch bool) (d *tagscheme.Doubt, ok bool) {
	want := e.attrs["branch"]
	if want == "" {
		v := s.defaultBranch()
		if want, d = v.text, v.doubt; d != nil {
			want = branch
		}
	}
	if !isBranch {
		return nil, false
	}
	switch s.sameText(branch, want) {
	case no:
		return nil, false
	case maybe:
		d = e.doubtful()("the branch is not known before")
	}
	return d, true
}

// ofRef returns what type=ref makes of a ref; ok is false where it is of another event.
func (e entry) ofRef(ref string) (text string, latest, ok bool) {
	branch, isBranch := strings.CutPrefix(ref, "refs/heads/")
	gitTag, isTag := strings.CutPrefix(ref, "refs/tags/")
	number, isPull := strings.CutPrefix(ref, "refs/pull/")
	switch event := e.attrs["event"]; {
	case event == "branch" && isBranch:
		return branch, false, true
	case event == "tag" && isTag:
		return gitTag, true, true
	case event == "pr" && isPull:
		if !e.has("prefix") {
			e.attrs["prefix"] = "pr-"
		}
		return strings.TrimSuffix(number, "/merge"), false, true
	}
	return "", false, false
}

// affixed puts prefix and suffix around a tag: its own, else those of the flavor.
func (s *scope) affixed(text string, e entry, fl flavor) string {
	prefix, suffix := fl.prefix, fl.suffix
	if own, ok := e.attrs["prefix"]; ok {
		prefix = own
	}
	if own, ok := e.attrs["suffix"]; ok {
		suffix = own
	}
	return s.handlebars(prefix, e.doubtful()) + text + s.handlebars(suffix, e.doubtful())
}

// doubtful makes doubts of what stands in double braces.
func (e entry) doubtful() func(why string) *tagscheme.Doubt {
	return func(why string) *tagscheme.Doubt {
		return &tagscheme.Doubt{Why: why, Expression: e.source, Place: e.place}
	}
}

// metaRef is the ref as metadata-action takes it.
func (s *scope) metaRef() string {
	if s.event.name == "pull_request_target" && s.event.number != "" {
		return "refs/pull/" + s.event.number + "/merge"
	}
	return s.event.ref
}

// short is the short commit.
func (s *scope) short() string {
	length := 7
	if v := s.env("docker_metadata_short_sha_length"); v.kind != null {
		text := s.string(v)
		n, err := strconv.Atoi(strings.TrimSpace(text))
		switch {
		case strings.TrimSpace(text) == "":
		case err != nil || n < 0:
			return s.unknown(s.doubt("DOCKER_METADATA_SHORT_SHA_LENGTH is no number that is known", text, s.pos))
		default:
			length = min(n, 40)
		}
	}
	return s.cutCommit(length)
}

// cutCommit returns the first digits of a commit.
func (s *scope) cutCommit(length int) string {
	digits := `[0-9a-f]{` + strconv.Itoa(length) + `}`
	return s.part(part{raw: digits, tag: digits, varies: true})
}

// Languages of semver, as https://semver.org has them.
const (
	semverNumber = `(?:0|[1-9][0-9]*)`
	semverPart   = `(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)`
	semverPre    = semverPart + `(?:\.` + semverPart + `)*`
)

// semver returns what type=semver makes of a Git tag, or of the value given.
func (s *scope) semver(e entry, from string) []typedTag {
	doubt := func(why string) *tagscheme.Doubt {
		return &tagscheme.Doubt{Why: why, Expression: e.source, Place: e.place}
	}
	var d *tagscheme.Doubt
	v := ""
	switch known := literal(from); {
	case !open(from):
		return s.semverOf(e, from)
	case s.doubtIn(textValue(from)) != nil:
		d = doubt("the version is not known before")
	case known == "v":
		v = "v"
		d = doubt("whether the Git tag is a version is not known before")
	case known == "" && isWhole(from):
		v = "v?"
		d = doubt("whether the Git tag is a version is not known before")
	default:
		d = doubt("the versions of such Git tags are not understood")
	}
	if e.attrs["match"] != "" {
		d = doubt("`match` is not understood")
	}
	release := s.braces(e.attrs["pattern"], func(name string, _ []string) (string, bool) {
		pattern, ok := map[string]string{
			"version": semverNumber + `\.` + semverNumber + `\.` + semverNumber, "raw": v + semverNumber + `\.` + semverNumber + `\.` + semverNumber,
			"major": semverNumber, "minor": semverNumber, "patch": semverNumber,
		}[name]
		if !ok {
			return "", false
		}
		return s.part(part{raw: pattern, tag: pattern, varies: true}), true
	}, doubt)
	whole := semverNumber + `\.` + semverNumber + `\.` + semverNumber + `-` + semverPre
	if strings.TrimSpace(e.attrs["pattern"]) == "{{raw}}" {
		whole = v + whole
	}
	before := s.part(part{raw: whole, tag: whole, varies: true})
	either := func(text string, latest bool) typedTag {
		return typedTag{madeTag{text: text, source: e.source, place: e.place, doubt: d}, latest}
	}
	return []typedTag{either(release, true), either(before, false)}
}

var semverText = regexp.MustCompile(`\Av?(` + semverNumber + `)\.(` + semverNumber + `)\.(` + semverNumber + `)(-` + semverPre + `)?(?:\+[0-9A-Za-z.-]+)?\z`)

// semverOf is semver of what is known.
func (s *scope) semverOf(e entry, from string) []typedTag {
	if e.attrs["match"] != "" {
		d := &tagscheme.Doubt{Why: "`match` is not understood", Expression: e.source, Place: e.place}
		return []typedTag{{madeTag{text: s.unknown(d), source: e.source, place: e.place}, true}}
	}
	m := semverText.FindStringSubmatch(strings.ReplaceAll(from, "/", "-"))
	if m == nil {
		return nil
	}
	version := m[1] + "." + m[2] + "." + m[3] + m[4]
	pattern := e.attrs["pattern"]
	if m[4] != "" && strings.TrimSpace(pattern) != "{{raw}}" {
		pattern = "{{version}}"
	}
	text := s.braces(pattern, func(name string, _ []string) (string, bool) {
		known, ok := map[string]string{"version": version, "raw": from, "major": m[1], "minor": m[2], "patch": m[3]}[name]
		return known, ok
	}, e.doubtful())
	return []typedTag{{madeTag{text: text, source: e.source, place: e.place}, m[4] == ""}}
}

// match returns what type=match makes of a Git tag, or of the value given.
func (s *scope) match(e entry, from string) []typedTag {
	result := func(text string, d *tagscheme.Doubt) []typedTag {
		return []typedTag{{madeTag{text: text, source: e.source, place: e.place, doubt: d}, true}}
	}
	doubt := e.doubtful()
	pattern, group := e.attrs["pattern"], 0
	if inner, ok := strings.CutPrefix(pattern, "/"); ok {
		if i := strings.LastIndexByte(inner, '/'); i == len(inner)-1 {
			pattern = inner[:i]
		}
	}
	if g, ok := e.attrs["group"]; ok {
		n, err := strconv.Atoi(g)
		if err != nil {
			return result(s.unknown(doubt("the group is not understood")), nil)
		}
		group = n
	}
	re, err := regexp.Compile(pattern)
	if err != nil || open(pattern) {
		return result(s.unknown(doubt("the regular expression is not understood")), nil)
	}
	if !open(from) {
		m := re.FindStringSubmatch(from)
		if group >= len(m) {
			return nil
		}
		return result(m[group], nil)
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil || group > tree.MaxCap() {
		return nil
	}
	if group > 0 {
		tree = capture(tree, group)
	}
	text := s.part(part{raw: tree.String(), tag: tree.String(), varies: true})
	return result(text, doubt("whether the Git tag matches is not known before"))
}

// capture returns a group of an expression.
func capture(tree *syntax.Regexp, group int) *syntax.Regexp {
	if tree.Op == syntax.OpCapture && tree.Cap == group {
		return tree.Sub[0]
	}
	for _, sub := range tree.Sub {
		if found := capture(sub, group); found != nil {
			return found
		}
	}
	return nil
}
