// SPDX-License-Identifier: Apache-2.0

package folder_test

import (
	"os"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/fs"

	"github.com/fairlead-krm/fairlead/pkg/folder"
)

func TestReadWhole(t *testing.T) {
	dir := fs.NewDir(t, "whole", fs.WithFile("a", "a\n"), fs.WithFile("run", "r\n", fs.WithMode(0o755)), fs.WithFile("empty", ""),
		fs.WithDir("d"), fs.WithDir("real", fs.WithFile("f", "f\n")), link("link", "a"), link("linked", "real"), link("out", "/etc"))
	for name, want := range map[string]folder.Whole{
		"a": {Path: "a", Text: []byte("a\n")}, "run": {Path: "run", Text: []byte("r\n"), Executable: true}, "empty": {Path: "empty", Text: []byte{}},
		"none": {Path: "none"}, "no/such/folder": {Path: "no/such/folder"}, "linked/f": {Path: "linked/f", Text: []byte("f\n")},
	} {
		w, err := folder.ReadWhole(dir.Path(), name)
		assert.NilError(t, err)
		assert.DeepEqual(t, w, want)
	}
	for name, want := range map[string]string{
		"link": "it is a link", "d": "not a regular file", "out/passwd": "a link on the way leads out of the folder", "../a": "within the folder", "/a": "within the folder",
		"a/b": "not a directory",
	} {
		_, err := folder.ReadWhole(dir.Path(), name)
		assert.ErrorContains(t, err, want)
	}
}

func TestPlanWhole(t *testing.T) {
	dir := fs.NewDir(t, "whole", fs.WithFile("a", "a\n", fs.WithMode(0o640)), fs.WithFile("same", "s\n"), fs.WithFile("run", "r\n", fs.WithMode(0o644)))
	after := []folder.Whole{
		{Path: "n/m/new.sh", Text: []byte("n\n"), Executable: true}, {Path: "a", Text: []byte("b\n")}, {Path: "same", Text: []byte("s\n")},
		{Path: "run", Text: []byte("r\n"), Executable: true},
	}
	var before []folder.Whole
	for _, w := range after {
		b, err := folder.ReadWhole(dir.Path(), w.Path)
		assert.NilError(t, err)
		before = append(before, b)
	}
	planned, err := folder.PlanWhole(dir.Path(), before, after)
	assert.NilError(t, err)
	assert.Equal(t, diff(t, planned), "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n+b\n--- /dev/null\n+++ b/n/m/new.sh\n@@ -0,0 +1 @@\n+n\n--- a/run\n+++ b/run\n")
	assert.NilError(t, planned.Apply())
	assert.Assert(t, fs.Equal(dir.Path(), fs.Expected(t, fs.MatchAnyFileMode,
		fs.WithFile("a", "b\n", fs.WithMode(0o640)), fs.WithFile("same", "s\n", fs.MatchAnyFileMode), fs.WithFile("run", "r\n", fs.WithMode(0o755)),
		fs.WithDir("n", fs.MatchAnyFileMode, fs.WithDir("m", fs.MatchAnyFileMode, fs.WithFile("new.sh", "n\n", fs.WithMode(0o755)))))))
}

// TestPlanWholeIsAllOrNothing makes the last of the files impossible to write.
func TestPlanWholeIsAllOrNothing(t *testing.T) {
	dir := fs.NewDir(t, "whole", fs.WithFile("a", "a\n"), fs.WithFile("z", "z\n"))
	before := []folder.Whole{{Path: "a", Text: []byte("a\n")}, {Path: "z/new"}}
	planned, err := folder.PlanWhole(dir.Path(), before, []folder.Whole{{Path: "a", Text: []byte("b\n")}, {Path: "z/new", Text: []byte("n\n")}})
	assert.NilError(t, err)
	refused(t, dir, planned, "writing z/new: not a directory: one of its folders is a file: move that away")

	out := t.TempDir()
	assert.NilError(t, os.Symlink(out, dir.Join("out")))
	planned, err = folder.PlanWhole(dir.Path(), before[:1:1], []folder.Whole{{Path: "a", Text: []byte("b\n")}})
	assert.NilError(t, err)
	escaping, err := folder.PlanWhole(dir.Path(), []folder.Whole{before[0], {Path: "out/x"}}, []folder.Whole{{Path: "a", Text: []byte("b\n")}, {Path: "out/x", Text: []byte("x\n")}})
	assert.NilError(t, err)
	refused(t, dir, escaping, "writing out/x: ")
	assert.NilError(t, planned.Apply())
	left, err := os.ReadDir(out)
	assert.NilError(t, err)
	assert.Equal(t, len(left), 0)
}

// TestDiffOfProgramsIsShown holds that a word in a script does not make it a Secret, and that a Secret stays one.
func TestDiffOfProgramsIsShown(t *testing.T) {
	dir := fs.NewDir(t, "whole", fs.WithFile("x.sh", "echo secret: {\n"), fs.WithFile("s.yaml", "kind: Secret\ndata: {a: live}\n"))
	var before, after []folder.Whole
	for _, name := range []string{"x.sh", "s.yaml"} {
		w, err := folder.ReadWhole(dir.Path(), name)
		assert.NilError(t, err)
		before, after = append(before, w), append(after, folder.Whole{Path: name, Text: []byte("x\n")})
	}
	planned, err := folder.PlanWhole(dir.Path(), before, after)
	assert.NilError(t, err)
	assert.Equal(t, diff(t, planned), "--- a/s.yaml\n+++ b/s.yaml\n(3 lines differ; not shown: the file holds a Secret)\n--- a/x.sh\n+++ b/x.sh\n@@ -1 +1 @@\n-echo secret: {\n+x\n")
}
