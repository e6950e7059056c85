// SPDX-License-Identifier: Apache-2.0

// Package nearest finds the known name that a mistyped one was most likely meant to be.
package nearest

import "strings"

// Name returns the name of known that is nearest to got, and whether it is near enough to be worth suggesting: at most
// one edit for every three characters of got, and always one. An edit is a character put in, left out or replaced, or
// two neighbours swapped; case does not count. Of several at one distance the first of known wins.
func Name(got string, known []string) (string, bool) {
	from := []rune(strings.ToLower(got))
	best, found := "", false
	limit := max(1, len(from)/3)
	for _, name := range known {
		to := []rune(strings.ToLower(name))
		if difference := len(from) - len(to); difference > limit || -difference > limit {
			continue
		}
		if d := distance(from, to, limit); d <= limit {
			best, found, limit = name, true, d-1
		}
		if limit < 0 {
			break
		}
	}
	return best, found
}

// Only returns the name that Name would return where no other of known is as near, and "" otherwise.
func Only(got string, known []string) string {
	best, ok := Name(got, known)
	if !ok {
		return ""
	}
	from := []rune(strings.ToLower(got))
	nearest := distance(from, []rune(strings.ToLower(best)), len(from))
	for _, name := range known {
		if name != best && distance(from, []rune(strings.ToLower(name)), nearest) == nearest {
			return ""
		}
	}
	return best
}

// distance is the optimal string alignment distance: Levenshtein's, with a swap of neighbours as one edit. What is above
// the limit is told apart no further: most names are unlike, and that shows after a few letters.
func distance(a, b []rune, limit int) int {
	width := len(b) + 1
	var few [3 * 48]int // enough for most names, and no garbage
	cells := few[:]
	if 3*width > len(cells) {
		cells = make([]int, 3*width)
	}
	beforeLast, last, row := cells[:width], cells[width:2*width], cells[2*width:3*width]
	for j := range last {
		last[j] = j
	}
	leastBefore := 0
	for i := range a {
		row[0] = i + 1
		least := row[0]
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], beforeLast[j-1]+1)
			}
			least = min(least, row[j+1])
		}
		if least > limit && leastBefore >= limit { // a swap adds one to what stands two rows above
			return limit + 1
		}
		beforeLast, last, row, leastBefore = last, row, beforeLast, least
	}
	return last[len(b)]
}
