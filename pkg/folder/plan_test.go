// SPDX-License-Identifier: Apache-2.0

package folder_test

import (
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"
	"gotest.tools/v3/fs"

	"github.com/fairlead-krm/fairlead/pkg/folder"
)

// read reads a new folder made of ops.
func read(t *testing.T, ops ...fs.PathOp) (*folder.Package, *fs.Dir) {
	t.Helper()
	dir := fs.NewDir(t, "package", ops...)
	p, err := folder.Read(dir.Path())
	assert.NilError(t, err)
	return p, dir
}

func TestPlan(t *testing.T) {
	const two = "# head\n---\na: 1\n--- # second\nb: 2\n---\n# foot\n"
	text := func(s string) []byte { return []byte(s) }
	for _, test := range []struct {
		name, before string
		changes      []folder.Change
		after        string
	}{
		{"replace first", two, []folder.Change{folder.Replace("f.yaml", 0, text("c: 3\n"))}, "# head\n---\nc: 3\n--- # second\nb: 2\n---\n# foot\n"},
		{"replace without line end", two, []folder.Change{folder.Replace("f.yaml", 1, text("c: 3"))}, "# head\n---\na: 1\n--- # second\nc: 3\n---\n# foot\n"},
		{"replace on the separator", "--- {a: 1}\n", []folder.Change{folder.Replace("f.yaml", 0, text("c: 3\n"))}, "---\nc: 3\n"},
		{"remove first", two, []folder.Change{folder.Remove("f.yaml", 0)}, "# head\n---\nb: 2\n---\n# foot\n"},
		{"remove last", two, []folder.Change{folder.Remove("f.yaml", 1)}, "# head\n---\na: 1\n---\n# foot\n"},
		{"remove middle", "a: 1\n---\nb: 2\n---\nc: 3\n", []folder.Change{folder.Remove("f.yaml", 1)}, "a: 1\n---\nc: 3\n"},
		{"remove before text", "--- {a: 1}\n---\nb: 2\n", []folder.Change{folder.Remove("f.yaml", 0)}, "---\nb: 2\n"},
		{"add", "a: 1\n", []folder.Change{folder.Add("f.yaml", text("b: 2\n")), folder.Add("f.yaml", text("c: 3"))}, "a: 1\n---\nb: 2\n---\nc: 3\n"},
		{"add behind no line end", "a: 1", []folder.Change{folder.Add("f.yaml", text("b: 2\n"))}, "a: 1\n---\nb: 2\n"},
		{"add behind a separator", "a: 1\n---\n", []folder.Change{folder.Add("f.yaml", text("b: 2\n"))}, "a: 1\n---\nb: 2\n"},
		{"add behind a bare separator", "a: 1\n---", []folder.Change{folder.Add("f.yaml", text("b: 2\n"))}, "a: 1\n---\nb: 2\n"},
		{"add behind a foot", two, []folder.Change{folder.Add("f.yaml", text("c: 3\n"))}, two + "---\nc: 3\n"},
		{"add to an empty file", "", []folder.Change{folder.Add("f.yaml", text("b: 2\n"))}, "b: 2\n"},
		{"add to comments", "# c\n", []folder.Change{folder.Add("f.yaml", text("b: 2\n"))}, "# c\n---\nb: 2\n"},
		{"add to crlf", "a: 1\r\n", []folder.Change{folder.Add("f.yaml", text("b: 2\r\n"))}, "a: 1\r\n---\r\nb: 2\r\n"},
		{"remove all and add", two, []folder.Change{folder.Remove("f.yaml", 0), folder.Remove("f.yaml", 1), folder.Add("f.yaml", text("c: 3\n"))}, "# head\n---\nc: 3\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, _ := read(t, fs.WithFile("f.yaml", test.before))
			plan, err := p.Plan(test.changes...)
			assert.NilError(t, err)
			files := plan.Files()
			assert.Assert(t, cmp.Len(files, 1))
			assert.Equal(t, string(files[0].After), test.after)
			assert.Equal(t, string(files[0].Before), test.before)
			assert.Assert(t, !files[0].New && !files[0].Deleted)
		})
	}
}

func TestPlanFiles(t *testing.T) {
	p, _ := read(t,
		fs.WithFile("gone.yaml", "a: 1\n"), fs.WithFile("same.yaml", "a: 1\n"),
		fs.WithDir("sub", fs.WithFile("Kptfile", "k: 1\n"), fs.WithFile("x.yaml", "a: 1\n")))
	plan, err := p.Packages[0].Plan(
		folder.Replace("sub/x.yaml", 0, []byte("a: 2\n")),
		folder.Add("b/new.yaml", []byte("b: 1\n")), folder.Add("./b/../b/new.yaml", []byte("b: 2\n")),
		folder.Remove("gone.yaml", 0),
		folder.Replace("same.yaml", 0, []byte("a: 1\n")))
	assert.NilError(t, err)
	assert.DeepEqual(t, plan.Files(), []folder.FileChange{
		{Path: "b/new.yaml", After: []byte("b: 1\n---\nb: 2\n"), New: true},
		{Path: "gone.yaml", Before: []byte("a: 1\n"), Deleted: true},
		{Path: "sub/x.yaml", Before: []byte("a: 1\n"), After: []byte("a: 2\n")},
	})
}

func TestPlanRefuses(t *testing.T) {
	p, _ := read(t,
		fs.WithFile(".krmignore", "hidden\n"), fs.WithDir("hidden", fs.WithFile("y.yaml", "a: 1\n")),
		fs.WithFile("x.yaml", "a: 1\n"), fs.WithDir("d.yaml"), link("l.yaml", "x.yaml"))
	one := []byte("a: 2\n")
	for _, test := range []struct {
		name   string
		change []folder.Change
		want   string
	}{
		{"absolute", []folder.Change{folder.Add("/x.yaml", one)}, "adding a document to /x.yaml: the path must be relative and stay inside the package"},
		{"parent", []folder.Change{folder.Add("a/../../x.yaml", one)}, "adding a document to a/../../x.yaml: the path must be relative and stay inside the package"},
		{"name", []folder.Change{folder.Add("x.txt", one)}, "kpt would not read it back: the name must end in .yaml, .yml or .json"},
		{"ignored", []folder.Change{folder.Add("hidden/y.yaml", one)}, "kpt would not read it back: .krmignore hides it"},
		{"folder", []folder.Change{folder.Add("d.yaml", one)}, "it exists and was not there, or not a file"},
		{"no such document", []folder.Change{folder.Replace("x.yaml", 1, one)}, "replacing document 1 of x.yaml: the package has no such document"},
		{"no such file", []folder.Change{folder.Remove("z.yaml", 0)}, "removing document 0 of z.yaml: the package has no such document"},
		{"twice", []folder.Change{folder.Remove("x.yaml", 0), folder.Replace("x.yaml", 0, one)}, "another change names the same document"},
		{"two documents", []folder.Change{folder.Add("n.yaml", []byte("a: 1\n---\nb: 2\n"))}, "the text must be exactly one document"},
		{"separator", []folder.Change{folder.Add("n.yaml", []byte("---\na: 1\n"))}, "the text must be exactly one document"},
		{"nothing", []folder.Change{folder.Replace("x.yaml", 0, []byte("# c\n"))}, "the text must be exactly one document"},
		{"not UTF-8", []folder.Change{folder.Add("n.yaml", []byte("a: \xff\n"))}, "the text must be UTF-8"},
		{"linked", []folder.Change{folder.Replace("x.yaml", 0, one), folder.Replace("l.yaml", 0, one)}, "writing x.yaml: it is the same file as l.yaml, by a link"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := p.Plan(test.change...)
			assert.ErrorContains(t, err, test.want)
		})
	}
}
