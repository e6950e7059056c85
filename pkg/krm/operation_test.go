// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
)

// operation is what a function does to a list.
type operation struct {
	name string
	// change and remove hold places of items, negative ones from the end.
	change, remove      []int
	annotate            []int
	removeAll           bool
	add, report, failed bool
}

func operations() []operation {
	return []operation{
		{name: "nothing"},
		{name: "add", add: true},
		{name: "change the first", change: []int{0}},
		{name: "change the second", change: []int{1}},
		{name: "change the last", change: []int{-1}},
		{name: "remove the first", remove: []int{0}},
		{name: "remove the second", remove: []int{1}},
		{name: "remove the last", remove: []int{-1}},
		{name: "remove all", removeAll: true},
		{name: "annotate the first", annotate: []int{0}},
		{name: "annotate the last, add, report", annotate: []int{-1}, add: true, report: true},
		{name: "annotate the last, change the first", annotate: []int{-1}, change: []int{0}},
		{name: "report", report: true},
		{name: "fail", change: []int{0}, remove: []int{-1}, add: true, report: true, failed: true},
		{name: "change the last, add, report", change: []int{-1}, add: true, report: true},
		{name: "remove the last, add, report", remove: []int{-1}, add: true, report: true},
		{name: "remove the last, report", remove: []int{-1}, report: true},
		{name: "change the first, remove the last, add", change: []int{0}, remove: []int{-1}, add: true},
		{name: "remove the first, change the last, report", remove: []int{0}, change: []int{-1}, report: true},
		{name: "remove all, add, report", removeAll: true, add: true, report: true},
	}
}

// fits reports whether a list of n items can be treated so, each item in one way.
func (o operation) fits(n int) bool {
	seen := map[int]bool{}
	for _, i := range slices.Concat(o.change, o.remove, o.annotate) {
		if i >= n || -i > n || seen[place(i, n)] {
			return false
		}
		seen[place(i, n)] = true
	}
	return n > 0 || !o.removeAll
}

func place(i, n int) int {
	if i < 0 {
		return i + n
	}
	return i
}

func (o operation) changes(i, n int) bool {
	return !o.failed && slices.ContainsFunc(slices.Concat(o.change, o.annotate), func(c int) bool { return place(c, n) == i })
}

func (o operation) annotates(i, n int) bool {
	return slices.ContainsFunc(o.annotate, func(c int) bool { return place(c, n) == i })
}

func (o operation) removes(i, n int) bool {
	return !o.failed && (o.removeAll || slices.ContainsFunc(o.remove, func(c int) bool { return place(c, n) == i }))
}

// run reads the input, treats it and returns what was written.
func (o operation) run(t *testing.T, in []byte) []byte {
	t.Helper()
	l, err := Read(in)
	assert.NilError(t, err, "%s", in)
	n := len(l.Items)
	for _, i := range o.change {
		it := l.Items[place(i, n)]
		it.Set(withKey(t, it.Node()))
	}
	for _, i := range o.annotate {
		assert.Assert(t, l.Items[place(i, n)].Annotate("example.org/a", "on"))
	}
	for _, i := range o.remove {
		l.Items[place(i, n)].Remove()
	}
	for _, it := range l.Items {
		if o.removeAll {
			it.Remove()
		}
	}
	if o.add {
		l.Add(Item{APIVersion: "v1", Kind: "New", Name: "new"}, newResource)
	}
	if o.report {
		l.Report(Result{Message: "a result", Severity: Info})
	}
	var out bytes.Buffer
	if o.failed {
		err = l.WriteAsCame(&out)
	} else {
		err = l.Write(&out)
	}
	assert.NilError(t, err)
	return out.Bytes()
}

// want returns the items that must come out, as values.
func (o operation) want(t *testing.T, in []byte) []string {
	t.Helper()
	l, err := Read(in)
	assert.NilError(t, err)
	came := read(t, in).items
	var want []string
	for i, v := range came {
		switch {
		case o.removes(i, len(came)):
		case o.changes(i, len(came)) && o.annotates(i, len(came)):
			want = append(want, valueOf(withAnnotation(l.Items[i].Node(), "example.org/a", "on")))
		case o.changes(i, len(came)):
			want = append(want, valueOf(withKey(t, l.Items[i].Node())))
		default:
			want = append(want, v)
		}
	}
	return want
}

func newResource() *yaml.Node {
	return Map(String("apiVersion"), String("v1"), String("kind"), String("New"), String("metadata"), Map(String("name"), String("new")))
}

// withKey returns a changed copy of a resource.
func withKey(t *testing.T, n *yaml.Node) *yaml.Node {
	t.Helper()
	c, err := Expand(n)
	assert.NilError(t, err)
	return Put(c, "changed", Strings([]string{"yes", "- a"}))
}
