// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// styleOf says how a string must be written so that every YAML reads the same string: plain, double-quoted, or as a
// literal block where it has several lines. kubectl and the API server still read YAML 1.1, in which `yes` is a boolean
// and `1:30` a number, so what either version takes for something else is quoted.
func styleOf(s string) yaml.Style {
	if ordinary(s) {
		return 0
	}
	if strings.Contains(s, "\n") && literal(s) {
		return yaml.LiteralStyle
	}
	if plain(s) && !otherType(s) {
		return 0
	}
	return yaml.DoubleQuotedStyle
}

// literal reports whether a literal block holds the string as it is.
func literal(s string) bool {
	if s[0] == ' ' || s[0] == '\n' || strings.TrimRight(s, "\n") == "" {
		return false // would need an indentation indicator
	}
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasSuffix(line, " ") {
			return false // an emitter of yaml.v3 quotes such a text, so it would not be a fixed point
		}
		for _, r := range line {
			if !printable(r) {
				return false
			}
		}
	}
	return true
}

// plain reports whether the string may stand without quotes in block style.
func plain(s string) bool {
	if s == "" || strings.ContainsRune(" -?:,[]{}#&*!|>'\"%@`", rune(s[0])) || s[len(s)-1] == ' ' || s[len(s)-1] == ':' ||
		strings.HasPrefix(s, "...") {
		return false
	}
	for i, r := range s {
		switch {
		case !printable(r):
			return false
		case r == '#' && s[i-1] == ' ', r == ' ' && s[i-1] == ':':
			return false
		}
	}
	return true
}

// otherType reports whether YAML 1.1 or 1.2 reads the plain string as a boolean, a null, a number, a date, a merge key
// or a default value. Being careful only costs a pair of quotes.
func otherType(s string) bool {
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<", ".inf", "+.inf", "-.inf", ".nan":
		return true
	}
	c := s[0]
	if (c < '0' || c > '9') && c != '+' && c != '-' && c != '.' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !strings.ContainsRune("0123456789abcdefABCDEFxXoO_+-.:tTzZ ", rune(s[i])) {
			return false
		}
	}
	return true
}

// ordinary reports, quickly, that a string is plain and no other type, which most strings are: it begins with a letter
// or a slash, is longer than every word that has a meaning, and holds only what never ends a plain string.
func ordinary(s string) bool {
	if len(s) <= len("false") || s[0] != '/' && (s[0]|0x20 < 'a' || s[0]|0x20 > 'z') {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '-' && c <= '9': // - . / and digits
		case c == '_', c == '=', c == '@':
		case c == ':':
			if i+1 == len(s) || s[i+1] == ' ' {
				return false
			}
		default:
			return false
		}
	}
	return true
}
