// SPDX-License-Identifier: Apache-2.0

package credential

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	// marks are what a template, envsubst, Kubernetes or a vault replaces. One that is not closed is a part of a password.
	marks = regexp.MustCompile(`(?s)\{\{.+?\}\}|\$\{[^{}]+\}|\$\([^()]+\)|<path:.+?>`)
	// fillers stand in the place of a value that is not there yet, as a word or at an end of one.
	fillers = regexp.MustCompile(`(?i)change[-_ ]?me|replace[-_ ]?me|replace with|placeholder|your[-_]|example|todo|dummy|redacted`)
	runs    = regexp.MustCompile(`[A-Za-z0-9]+`)
	// between is what no sentence has within a word.
	between = regexp.MustCompile(`[A-Za-z0-9][!#$%^*~][A-Za-z0-9]`)
)

// Missing reports whether a value stands in the place of a credential that is not there: it is empty, a placeholder of a
// person, of a template, of envsubst or of a vault, encrypted by SOPS, or one character over and over. A URL with a password
// is none, whatever else is a placeholder in it or whoever's example its host is.
func Missing(value string) bool {
	value = strings.TrimSpace(value)
	switch {
	case value == "", value == "{}", value == "...", value == "…", isVariable(value):
		return true
	case strings.HasPrefix(value, "ENC[") && strings.HasSuffix(value, "]"), strings.HasPrefix(value, "<") && strings.HasSuffix(value, ">"):
		return true
	case inURL(value, false):
		return false
	case marks.MatchString(value), isFilled(value):
		return true
	}
	return strings.Trim(strings.ToLower(value), strings.ToLower(value[:1])) == ""
}

// isFilled reports whether a word of a value is a filler, and what stands beside it is no credential.
func isFilled(value string) bool {
	// The end of the keys that AWS gives in its documentation.
	if strings.HasSuffix(value, "EXAMPLE") || strings.HasSuffix(value, "EXAMPLEKEY") {
		return true
	}
	found := false
	for _, at := range fillers.FindAllStringIndex(value, -1) {
		found = found || endsWord(value, at[0], at[1])
	}
	return found && !holdsRandom(value)
}

// endsWord reports whether a filler begins or ends a word. `todo` is one only by itself: it stands within others. In a word of
// letters that are all small or all capitals the others may stand anywhere, as in `mydummypassword`.
func endsWord(value string, start, end int) bool {
	before, after := strings.TrimRightFunc(value[:start], isWord), strings.TrimLeftFunc(value[end:], isWord)
	first, last := len(before) == start, len(after) == len(value)-end
	if strings.EqualFold(value[start:end], "todo") {
		return first && last
	}
	word := value[len(before) : len(value)-len(after)]
	return first || last || (word == strings.ToLower(word) || word == strings.ToUpper(word)) && !strings.ContainsAny(word, "0123456789")
}

func isWord(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' }

// holdsRandom reports whether something in a value looks as no word does: small letters, capitals and digits in turn, signs
// between letters more than once, or very long.
func holdsRandom(value string) bool {
	rest := fillers.ReplaceAllString(value, " ")
	for _, word := range runs.FindAllString(rest, -1) {
		if turns, cases := changes(word); turns >= 4 || turns == 3 && cases > 1 || len(word) > 24 && cases+turns > 1 {
			return true
		}
	}
	return len(between.FindAllString(value, 2)) > 1
}

// changes counts how often a word goes from one of small letters, capitals and digits to another, and how many cases its letters
// have. A capital before a small letter belongs to it.
func changes(word string) (turns, cases int) {
	kind := func(c byte) int {
		switch {
		case unicode.IsDigit(rune(c)):
			return 0
		case unicode.IsUpper(rune(c)):
			return 1
		}
		return 2
	}
	var seen [3]bool
	for i := range len(word) {
		seen[kind(word[i])] = true
		if i > 0 && kind(word[i]) != kind(word[i-1]) && (kind(word[i]) != 2 || kind(word[i-1]) != 1) {
			turns++
		}
	}
	for _, s := range seen[1:] {
		if s {
			cases++
		}
	}
	return turns, cases
}
