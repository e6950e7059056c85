// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// sides puts a comparison together again.
func sides(lines []diffLine) (before, after string) {
	var a, b strings.Builder
	for _, l := range lines {
		if l.side != onlyAfter {
			a.WriteString(l.text)
		}
		if l.side != onlyBefore {
			b.WriteString(l.text)
		}
	}
	return a.String(), b.String()
}

func TestCompareShortest(t *testing.T) {
	lines := compare(strings.Split("abcabba", ""), strings.Split("cbabac", ""))
	assert.Equal(t, differ(lines), "5 lines differ")
}

func TestCompareBeyondTheBound(t *testing.T) {
	before, after := strings.Repeat("a\nb\n", maxEdits), strings.Repeat("c\n", 2*maxEdits)
	a, b := sides(compare(diffLines([]byte(before)), diffLines([]byte(after))))
	assert.Equal(t, a, before)
	assert.Equal(t, b, after)
}

func FuzzCompare(f *testing.F) {
	f.Add("a\nb\nc", "b\nc\nd\n")
	f.Fuzz(func(t *testing.T, before, after string) {
		lines := compare(diffLines([]byte(before)), diffLines([]byte(after)))
		a, b := sides(lines)
		assert.Equal(t, a, before)
		assert.Equal(t, b, after)
		seen := 0
		for _, h := range hunks(lines) {
			for _, l := range h.lines {
				if l.side != both {
					seen++
				}
			}
			assert.Assert(t, h.lines[0].side != both || len(h.lines) > 1)
		}
		for _, l := range lines {
			if l.side != both {
				seen--
			}
		}
		assert.Equal(t, seen, 0)
	})
}
