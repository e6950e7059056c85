// SPDX-License-Identifier: Apache-2.0

package nearest

import (
	"sort"
	"strings"
)

// Misspelling returns the name of known of which got is most likely a misspelling. It is for the names that people give,
// which come in families: of team-a and team-b, shop-dev and shop-qa, web-1 and web-2 neither is a misspelling of the
// other, as near as they are. Of several the first of known wins.
func Misspelling(got string, known []string) (string, bool) {
	for _, name := range known {
		if got != name && misspelt(strings.ToLower(got), strings.ToLower(name)) {
			return name, true
		}
	}
	return "", false
}

func misspelt(got, name string) bool {
	if difference := len(got) - len(name); difference > 3 || difference < -3 {
		return false
	}
	parts, others := words(got), words(name)
	if strings.Join(parts, "") == strings.Join(others, "") {
		return true
	}
	if len(parts) != len(others) {
		return false
	}
	wrong := -1
	for i := range parts {
		switch {
		case parts[i] == others[i]:
		case wrong >= 0:
			return false
		default:
			wrong = i
		}
	}
	return sameWord(parts[wrong], others[wrong])
}

func words(name string) []string {
	return strings.FieldsFunc(name, func(c rune) bool { return c == '-' || c == '_' || c == '.' })
}

// sameWord reports whether one edit makes a word of another: one that is no number, and long enough to be that word.
func sameWord(a, b string) bool {
	if withoutDigits(a) != a || withoutDigits(b) != b {
		return false
	}
	from, to := []rune(a), []rune(b)
	if min(len(from), len(to)) < 3 || distance(from, to, 1) != 1 {
		return false
	}
	return len(from) != len(to) || len(from) > 3 || sorted(from) == sorted(to)
}

func withoutDigits(s string) string {
	return strings.Map(func(c rune) rune {
		if '0' <= c && c <= '9' {
			return -1
		}
		return c
	}, s)
}

func sorted(word []rune) string {
	word = append([]rune(nil), word...)
	sort.Slice(word, func(i, j int) bool { return word[i] < word[j] })
	return string(word)
}

// Few returns at most n names of known, those nearest to got first.
func Few(got string, known []string, n int) []string {
	type near struct {
		name     string
		distance int
	}
	from := []rune(strings.ToLower(got))
	all := make([]near, len(known))
	for i, name := range known {
		to := []rune(strings.ToLower(name))
		all[i] = near{name, distance(from, to, len(from)+len(to))}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].distance < all[j].distance })
	names := make([]string, min(n, len(all)))
	for i := range names {
		names[i] = all[i].name
	}
	return names
}
