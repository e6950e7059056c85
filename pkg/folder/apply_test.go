// SPDX-License-Identifier: Apache-2.0

package folder_test

import (
	"os"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/fs"

	"github.com/fairlead-krm/fairlead/pkg/folder"
)

func plan(t *testing.T, p *folder.Package, changes ...folder.Change) *folder.Plan {
	t.Helper()
	planned, err := p.Plan(changes...)
	assert.NilError(t, err)
	return planned
}

// refused applies a plan that must fail on one line and leave the folder as it is.
func refused(t *testing.T, dir *fs.Dir, planned *folder.Plan, want string) {
	t.Helper()
	before := fs.ManifestFromDir(t, dir.Path())
	err := planned.Apply()
	assert.ErrorContains(t, err, want)
	assert.Assert(t, strings.HasSuffix(err.Error(), "; nothing was changed"), err.Error())
	assert.Assert(t, !strings.Contains(err.Error(), "\n") && !strings.Contains(err.Error(), dir.Path()), err.Error())
	assert.Assert(t, fs.Equal(dir.Path(), before))
}

func TestApply(t *testing.T) {
	p, dir := read(t,
		fs.WithFile("a.yaml", "a: 1\n", fs.WithMode(0o640)),
		fs.WithFile("same.yaml", "s: 1\n"),
		fs.WithDir("d", fs.WithFile("gone.yaml", "g: 1\n")),
		fs.WithDir("real", fs.WithFile("r.yaml", "r: 1\n")), link("l.yaml", "real/r.yaml"), link("linked", "real"),
		link("gone-link.yaml", "same.yaml"))
	planned := plan(t, p,
		folder.Replace("a.yaml", 0, []byte("a: 2\n")),
		folder.Replace("l.yaml", 0, []byte("r: 2\n")),
		folder.Remove("d/gone.yaml", 0), folder.Remove("gone-link.yaml", 0),
		folder.Add("n/m/new.yaml", []byte("n: 1\n")), folder.Add("linked/new.yaml", []byte("n: 2\n")))
	assert.NilError(t, planned.Apply())
	assert.Assert(t, fs.Equal(dir.Path(), fs.Expected(t,
		fs.WithFile("a.yaml", "a: 2\n", fs.WithMode(0o640)),
		fs.WithFile("same.yaml", "s: 1\n", fs.MatchAnyFileMode),
		fs.WithDir("d", fs.MatchAnyFileMode),
		fs.WithDir("n", fs.MatchAnyFileMode, fs.WithDir("m", fs.MatchAnyFileMode, fs.WithFile("new.yaml", "n: 1\n", fs.WithMode(0o644)))),
		fs.WithDir("real", fs.MatchAnyFileMode, fs.WithFile("r.yaml", "r: 2\n", fs.MatchAnyFileMode), fs.WithFile("new.yaml", "n: 2\n", fs.WithMode(0o644))),
		fs.WithSymlink("l.yaml", "real/r.yaml"), fs.WithSymlink("linked", "real"),
		fs.MatchAnyFileMode)), "%v", dir.Path())
}

func TestApplyNothing(t *testing.T) {
	p, _ := read(t, fs.WithFile("a.yaml", "a: 1\n"))
	planned := plan(t, p, folder.Replace("a.yaml", 0, []byte("a: 1\n")))
	assert.Equal(t, len(planned.Files()), 0)
	assert.NilError(t, planned.Apply())
}

func TestApplyRefuses(t *testing.T) {
	for _, test := range []struct {
		name    string
		meddle  func(dir *fs.Dir) error
		changes []folder.Change
		want    string
	}{
		{"file for a folder", nil,
			[]folder.Change{folder.Replace("a.yaml", 0, []byte("a: 2\n")), folder.Add("n/new.yaml", []byte("n: 1\n")), folder.Add("z.yaml/new.yaml", []byte("n: 1\n"))},
			"writing z.yaml/new.yaml: not a directory: one of its folders is a file: move that away"},
		{"vanished", func(dir *fs.Dir) error { return os.Remove(dir.Join("z.yaml")) },
			[]folder.Change{folder.Replace("a.yaml", 0, []byte("a: 2\n")), folder.Replace("z.yaml", 0, []byte("z: 2\n"))},
			"writing z.yaml: it was there when the package was read and is gone: run again"},
		{"vanished before its deletion", func(dir *fs.Dir) error { return os.Remove(dir.Join("z.yaml")) },
			[]folder.Change{folder.Remove("z.yaml", 0)},
			"writing z.yaml: it was there when the package was read and is gone: run again"},
		{"appeared", func(dir *fs.Dir) error { return os.WriteFile(dir.Join("n.yaml"), []byte("mine"), 0o600) },
			[]folder.Change{folder.Add("n.yaml", []byte("n: 1\n"))},
			"writing n.yaml: it was not there when the package was read and is now: run again"},
		{"link made since", func(dir *fs.Dir) error { return os.Symlink(os.TempDir(), dir.Join("n")) },
			[]folder.Change{folder.Add("n/new.yaml", []byte("n: 1\n"))},
			"writing n/new.yaml: path escapes from parent"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, dir := read(t, fs.WithFile("a.yaml", "a: 1\n"), fs.WithFile("z.yaml", "z: 1\n"))
			planned := plan(t, p, test.changes...)
			if test.meddle != nil {
				assert.NilError(t, test.meddle(dir))
			}
			refused(t, dir, planned, test.want)
		})
	}
}

func TestApplyFolderVanished(t *testing.T) {
	p, dir := read(t, fs.WithFile("a.yaml", "a: 1\n"))
	planned := plan(t, p, folder.Replace("a.yaml", 0, []byte("a: 2\n")))
	assert.NilError(t, os.RemoveAll(dir.Path()))
	assert.Error(t, planned.Apply(), "writing a.yaml: no such file or directory; nothing was changed")
}

func TestPlanRefusesLinksOut(t *testing.T) {
	p, dir := read(t)
	assert.NilError(t, os.Symlink(os.TempDir(), dir.Join("out")))
	assert.NilError(t, os.Symlink("none", dir.Join("nowhere")))
	_, err := p.Plan(folder.Add("out/new.yaml", []byte("n: 1\n")))
	assert.ErrorContains(t, err, "adding a document to out/new.yaml: reading out: the link leads out of the package, to ")
	_, err = p.Plan(folder.Add("nowhere/new.yaml", []byte("n: 1\n")))
	assert.ErrorContains(t, err, "adding a document to nowhere/new.yaml: nowhere is a link that leads nowhere: remove it")
}
