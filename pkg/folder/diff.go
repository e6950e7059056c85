// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// context is how many unchanged lines stand around a change.
const context = 3

// Diff writes the plan as a unified diff. Of a file that holds a Secret, before or after, no line is shown.
func (p *Plan) Diff(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, f := range p.files {
		from, to := "a/"+f.Path, "b/"+f.Path
		if f.New {
			from = "/dev/null"
		}
		if f.Deleted {
			to = "/dev/null"
		}
		fmt.Fprintf(out, "--- %s\n+++ %s\n", from, to)
		lines := compare(diffLines(f.Before), diffLines(f.After))
		if mayHoldSecret(f.Path, f.Before) || mayHoldSecret(f.Path, f.After) {
			fmt.Fprintf(out, "(%s; not shown: the file holds a Secret)\n", differ(lines))
			continue
		}
		for _, h := range hunks(lines) {
			h.write(out)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the diff: %w", err)
	}
	return nil
}

// differ counts the lines that are only on one side.
func differ(lines []diffLine) string {
	n := 0
	for _, l := range lines {
		if l.side != both {
			n++
		}
	}
	if n == 1 {
		return "1 line differs"
	}
	return fmt.Sprintf("%d lines differ", n)
}

// hunk is a run of lines of a diff with the position of its first line on either side, from 0.
type hunk struct {
	lines         []diffLine
	before, after int
}

// hunks cuts a comparison into changes with their context.
func hunks(lines []diffLine) []hunk {
	var found []hunk
	before, after := 0, 0
	end := 0 // of the last hunk, in lines
	for i, l := range lines {
		if l.side != both {
			if from := max(i-context, end); len(found) == 0 || from > end {
				back := i - from
				found = append(found, hunk{before: before - back, after: after - back})
				end = from
			}
			last := &found[len(found)-1]
			to := min(i+1+context, len(lines))
			last.lines = append(last.lines, lines[end:max(end, to)]...)
			end = max(end, to)
		}
		if l.side != onlyAfter {
			before++
		}
		if l.side != onlyBefore {
			after++
		}
	}
	return found
}

func (h hunk) write(out *bufio.Writer) {
	var before, after int
	for _, l := range h.lines {
		if l.side != onlyAfter {
			before++
		}
		if l.side != onlyBefore {
			after++
		}
	}
	fmt.Fprintf(out, "@@ -%s +%s @@\n", span(h.before, before), span(h.after, after))
	for _, l := range h.lines {
		out.WriteByte(" -+"[l.side])
		out.WriteString(l.text)
		if !strings.HasSuffix(l.text, "\n") {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// span is a range of lines as diff writes it: an empty one is named by the line before it.
func span(start, count int) string {
	switch count {
	case 0:
		return fmt.Sprintf("%d,0", start)
	case 1:
		return fmt.Sprint(start + 1)
	}
	return fmt.Sprintf("%d,%d", start+1, count)
}
