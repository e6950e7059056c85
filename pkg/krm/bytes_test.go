// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// TestBytes is the promise: whatever is done to some items of a list, however it is written, all others leave with
// their bytes, in their order, and nothing between them is lost.
func TestBytes(t *testing.T) {
	for _, base := range shapes() {
		for _, s := range base.variants() {
			t.Run(s.name, func(t *testing.T) {
				n := len(read(t, s.input()).items)
				for _, op := range operations() {
					if op.fits(n) {
						t.Run(op.name, func(t *testing.T) { checkOperation(t, s, op) })
					}
				}
			})
		}
	}
}

func TestBytesOfManyItems(t *testing.T) {
	var b strings.Builder
	b.WriteString(header + "items:\n")
	for i := range 10_000 {
		b.WriteString(block(fmt.Sprintf("item-%d", i), ""))
	}
	s := shape{name: "10,000 items", text: b.String()}
	for _, op := range []operation{{name: "nothing"}, {name: "everything", change: []int{0, 5000}, remove: []int{1, 6000, -1}, add: true, report: true}} {
		t.Run(op.name, func(t *testing.T) { checkOperation(t, s, op) })
	}
}

// comments belong to no item, ownComments to one.
var (
	comments    = regexp.MustCompile(`# keep [a-z ]+`)
	ownComments = regexp.MustCompile(`# own [a-z ]+`)
)

func checkOperation(t *testing.T, s shape, op operation) {
	in := s.input()
	out := op.run(t, in)
	came, wrote := read(t, in), read(t, out)
	checkValues(t, op, op.want(t, in), wrote, out)
	assert.DeepEqual(t, came.rest, wrote.rest)
	wantResults := len(came.results)
	if op.report {
		wantResults++
	}
	assert.Equal(t, len(wrote.results), wantResults, "results of\n%s", out)
	assert.Assert(t, wantResults == 0 || slices.Equal(came.results, wrote.results[:len(came.results)]), "a result that came in is lost:\n%s", out)
	if !s.loose {
		checkBytes(t, s, op, len(came.items), string(out))
	}
	for _, comment := range comments.FindAll(in, -1) {
		assert.Equal(t, bytes.Count(out, comment), 1, "%q must stand once in\n%s", comment, out)
	}
	again, err := Read(out)
	assert.NilError(t, err)
	assert.Equal(t, written(t, again), string(out), "what was written does not leave as it came")
}

// checkValues compares the items, among which the new one is the last, or the last but one where the input ends inside
// a block scalar.
func checkValues(t *testing.T, op operation, want []string, wrote contents, out []byte) {
	t.Helper()
	got := wrote.items
	if op.add && !op.failed {
		at := slices.Index(got, valueOf(newResource()))
		assert.Assert(t, at >= 0 && at >= len(got)-2, "the new item is not at the end:\n%s", out)
		got = slices.Delete(slices.Clone(got), at, at+1)
	}
	equal := slices.Equal(got, want)
	if op.annotate != nil && !op.failed { // metadata may gain its annotations at any place
		equal = slices.EqualFunc(got, want, func(a, b string) bool { return slices.Equal(tokens(a), tokens(b)) })
	}
	assert.Assert(t, equal, "the items of\n%s\nare\n%s\nmust be\n%s", out, strings.Join(got, "\n"), strings.Join(want, "\n"))
}

func tokens(value string) []string {
	all := strings.FieldsFunc(value, func(r rune) bool { return r == ';' || r == '{' || r == '}' })
	slices.Sort(all)
	return all
}

// checkBytes looks for the bytes of every untouched item, and for what stands between the items, in their order.
func checkBytes(t *testing.T, s shape, op operation, n int, out string) {
	t.Helper()
	items, gaps := s.parts(t)
	assert.Equal(t, len(items), n, "the marks of the shape are wrong")
	if op.name == "nothing" && n > 0 {
		assert.Equal(t, out, string(s.input()))
		return
	}
	rest := out
	next := func(what, part string) {
		before, after, found := strings.Cut(rest, part)
		assert.Assert(t, found, "%s is not as it came:\n%q\nin what is left of the output:\n%q", what, part, before)
		rest = after
	}
	left := 0
	for i := range n {
		if !op.removes(i, n) {
			left++
		}
	}
	moved := s.anchored > 0 && (op.changes(s.anchored-1, n) || op.removes(s.anchored-1, n))
	for i, item := range items {
		for _, comment := range ownComments.FindAllString(item, -1) {
			want := 1
			if op.removes(i, n) {
				want = 0
			}
			assert.Equal(t, strings.Count(out, comment), want, "%q of item %d in\n%s", comment, i, out)
		}
	}
	for i, gap := range gaps {
		keep := left > 0 && !strings.Contains(gap, "results:") && !strings.Contains(gap, "*")
		if keep {
			next(fmt.Sprintf("what stands before item %d", i), gap)
		}
		switch {
		case i == n, op.changes(i, n), op.removes(i, n):
		case moved && strings.Contains(items[i], "*"): // now holds what its alias stood for
		default:
			next(fmt.Sprintf("item %d", i), items[i])
		}
	}
}

func written(t *testing.T, l *ResourceList) string {
	t.Helper()
	var b bytes.Buffer
	assert.NilError(t, l.Write(&b))
	return b.String()
}
