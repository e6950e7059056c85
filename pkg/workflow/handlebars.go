// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"regexp"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// GlobalExpressions are what docker/metadata-action replaces in double braces.
// See https://github.com/docker/metadata-action#global-expressions
var GlobalExpressions = []Understood{
	{"`{{branch}}`", "the branch at a push to one, else nothing"},
	{"`{{tag}}`", "the Git tag at one, else nothing"},
	{"`{{sha}}`", "the short commit"},
	{"`{{base_ref}}`", "the target of a pull request, else nothing; not known at a Git tag"},
	{"`{{is_default_branch}}`, `{{is_not_default_branch}}`", "where the release branch is `main` or `master`; a schedule runs on the default branch"},
	{"`{{date 'FORMAT'}}`, `{{commit_date 'FORMAT'}}`", "digits, as many as the format has"},
}

var braced = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// handlebars replaces the global expressions of a text.
func (s *scope) handlebars(text string, doubt func(why string) *tagscheme.Doubt) string {
	if doubt == nil {
		doubt = func(why string) *tagscheme.Doubt { return s.doubt(why, text, s.pos) }
	}
	return s.braces(text, func(name string, args []string) (string, bool) {
		ref := s.metaRef()
		switch name {
		case "branch":
			branch, ok := strings.CutPrefix(ref, "refs/heads/")
			if !ok {
				return "", true
			}
			return branch, true
		case "tag":
			tag, ok := strings.CutPrefix(ref, "refs/tags/")
			if !ok {
				return "", true
			}
			return tag, true
		case "sha":
			return s.short(), true
		case "base_ref":
			return s.event.base, !strings.HasPrefix(ref, "refs/tags/")
		case "is_default_branch", "is_not_default_branch":
			t := s.onDefaultBranch(ref)
			if name == "is_not_default_branch" {
				t = t.not()
			}
			if t == maybe {
				return "", false
			}
			return map[truth]string{yes: "true", no: "false"}[t], true
		case "date", "commit_date":
			if len(args) == 0 {
				return "", false
			}
			return s.date(args[0])
		}
		return "", false
	}, doubt)
}

// braces replaces what stands in double braces.
func (s *scope) braces(text string, replace func(name string, args []string) (string, bool), doubt func(why string) *tagscheme.Doubt) string {
	return braced.ReplaceAllStringFunc(text, func(whole string) string {
		inner := braced.FindStringSubmatch(whole)[1]
		words := words(inner)
		if len(words) > 0 {
			if with, ok := replace(words[0], words[1:]); ok {
				return with
			}
		}
		return s.unknown(doubt("what stands in the braces is not understood, or not known before"))
	})
}

var word = regexp.MustCompile(`'[^']*'|"[^"]*"|\S+`)

// words cuts a text at its spaces, and takes quotes off.
func words(text string) []string {
	var all []string
	for _, w := range word.FindAllString(text, -1) {
		if len(w) > 1 && (w[0] == '\'' || w[0] == '"') {
			w = w[1 : len(w)-1]
		}
		all = append(all, w)
	}
	return all
}

func (s *scope) onDefaultBranch(ref string) truth {
	branch := strings.TrimPrefix(ref, "refs/heads/")
	if s.event.name == "schedule" {
		return yes
	}
	if !strings.HasPrefix(ref, "refs/heads/") {
		return no
	}
	if v := s.defaultBranch(); v.kind == textual {
		return s.sameText(branch, v.text)
	}
	return maybe
}

// dateTokens are the tokens of moment that are digits.
var dateTokens = map[string]string{
	"YYYY": `[0-9]{4}`, "DDDD": `[0-9]{3}`, "SSS": `[0-9]{3}`, "YY": `[0-9]{2}`, "MM": `[01][0-9]`, "DD": `[0-3][0-9]`, "HH": `[0-2][0-9]`,
	"hh": `[01][0-9]`, "mm": `[0-5][0-9]`, "ss": `[0-5][0-9]`, "WW": `[0-5][0-9]`, "ww": `[0-5][0-9]`, "X": `[0-9]{10}`, "x": `[0-9]{13}`,
}

var dateRun = regexp.MustCompile(`\[[^\]]*\]|Y+|D+|S+|M+|H+|h+|m+|s+|W+|w+|X+|x+|(?s:.)`)

// date returns a text for a date in a format of moment; ok is false where it has tokens that are no digits.
func (s *scope) date(format string) (text string, ok bool) {
	var b strings.Builder
	for _, run := range dateRun.FindAllString(format, -1) {
		pattern, isToken := dateTokens[run]
		switch c := run[0]; {
		case isToken:
			b.WriteString(s.part(part{raw: pattern, tag: pattern, varies: true}))
		case c == '[' && len(run) > 1:
			b.WriteString(run[1 : len(run)-1])
		case ('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z') && c != 'T':
			return "", false
		default:
			b.WriteString(run)
		}
	}
	return b.String(), true
}
