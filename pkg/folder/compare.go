// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"slices"
	"strings"
)

// diffLine is one line of a comparison, with its line end.
type diffLine struct {
	side
	text string
}

type side int

const (
	both side = iota
	onlyBefore
	onlyAfter
)

// maxEdits bounds the search, whose time and memory grow with its square. Beyond it the lines between the first and
// the last difference are shown as replaced, which is correct but long.
const maxEdits = 1000

// compare finds a shortest way from one list of lines to the other (Myers, "An O(ND) Difference Algorithm", 1986).
func compare(before, after []string) []diffLine {
	head := 0
	for head < min(len(before), len(after)) && before[head] == after[head] {
		head++
	}
	tail := 0
	for tail < min(len(before), len(after))-head && before[len(before)-1-tail] == after[len(after)-1-tail] {
		tail++
	}
	lines := run(nil, both, before[:head])
	lines = append(lines, search(before[head:len(before)-tail], after[head:len(after)-tail])...)
	return run(lines, both, before[len(before)-tail:])
}

func run(lines []diffLine, s side, texts []string) []diffLine {
	for _, text := range texts {
		lines = append(lines, diffLine{s, text})
	}
	return lines
}

// search goes forward over the diagonals k = x - y: reach[k] is how far x comes with d edits. The reaches of every d
// are kept, so that the way can be walked back.
func search(a, b []string) []diffLine {
	reach := map[int]int{1: 0}
	var trace [][]int // trace[d][k+d] is reach[k] before edit d
	for d := 0; d <= min(len(a)+len(b), maxEdits); d++ {
		kept := make([]int, 2*d+3)
		for k := -d - 1; k <= d+1; k++ {
			kept[k+d+1] = reach[k]
		}
		trace = append(trace, kept)
		for k := -d; k <= d; k += 2 {
			x := reach[k-1] + 1
			if k == -d || k != d && reach[k-1] < reach[k+1] {
				x = reach[k+1]
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			reach[k] = x
			if x >= len(a) && x-k >= len(b) {
				return walkBack(a, b, trace)
			}
		}
	}
	return run(run(nil, onlyBefore, a), onlyAfter, b)
}

// walkBack turns the reaches into lines, from the end to the start.
func walkBack(a, b []string, trace [][]int) []diffLine {
	var lines []diffLine
	x, y := len(a), len(b)
	for d := len(trace) - 1; d >= 0; d-- {
		at := func(k int) int { return trace[d][k+d+1] }
		k := x - y
		down := k == -d || k != d && at(k-1) < at(k+1)
		start := at(k-1) + 1 // of the diagonal run behind edit d
		if down {
			start = at(k + 1)
		}
		for x > start {
			x, y = x-1, y-1
			lines = append(lines, diffLine{both, a[x]})
		}
		switch {
		case d == 0:
		case down:
			y--
			lines = append(lines, diffLine{onlyAfter, b[y]})
		default:
			x--
			lines = append(lines, diffLine{onlyBefore, a[x]})
		}
	}
	slices.Reverse(lines)
	return lines
}

// diffLines cuts content behind every LF, as diff and git do.
func diffLines(content []byte) []string {
	lines := strings.SplitAfter(string(content), "\n")
	if last := len(lines) - 1; lines[last] == "" {
		return lines[:last]
	}
	return lines
}
