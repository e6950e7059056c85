// SPDX-License-Identifier: Apache-2.0

package folder_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/fs"

	"github.com/fairlead-krm/fairlead/pkg/folder"
)

// fill puts two files into a folder.
func fill(dir string) error {
	if err := os.Mkdir(filepath.Join(dir, "d"), 0o755); err != nil {
		return err
	}
	return errors.Join(os.WriteFile(filepath.Join(dir, "d", "f"), []byte("f"), 0o644), os.WriteFile(filepath.Join(dir, ".hidden"), []byte("h"), 0o644))
}

// filled is what fill makes, with more beside it.
func filled(t *testing.T, more ...fs.PathOp) fs.Manifest {
	ops := []fs.PathOp{fs.WithDir("d", fs.MatchAnyFileMode, fs.WithFile("f", "f", fs.MatchAnyFileMode)), fs.WithFile(".hidden", "h", fs.MatchAnyFileMode), fs.MatchAnyFileMode}
	return fs.Expected(t, append(ops, more...)...)
}

func TestCreate(t *testing.T) {
	git := fs.WithDir(".git", fs.WithFile("HEAD", "ref"))
	dir := fs.NewDir(t, "create", fs.WithDir("empty"), fs.WithDir("clone", git), link("linked", "empty2"), fs.WithDir("empty2"))
	for _, name := range []string{"new", "a/b/c", "empty", "linked", "end/"} {
		assert.NilError(t, folder.Create(dir.Join("")+"/"+name, fill), name)
		assert.Assert(t, fs.Equal(dir.Join(name), filled(t)), name)
	}
	assert.NilError(t, folder.Create(dir.Join("clone"), fill))
	assert.Assert(t, fs.Equal(dir.Join("clone"), filled(t, fs.WithDir(".git", fs.MatchAnyFileMode, fs.WithFile("HEAD", "ref", fs.MatchAnyFileMode)))))
	t.Chdir(t.TempDir())
	assert.NilError(t, folder.Create(".", fill))
	assert.Assert(t, fs.Equal(".", filled(t)))
	// A new folder is as open as any other.
	assert.NilError(t, os.Mkdir(dir.Join("other"), 0o755))
	made, err := os.Stat(dir.Join("new"))
	assert.NilError(t, err)
	other, err := os.Stat(dir.Join("other"))
	assert.NilError(t, err)
	assert.Equal(t, made.Mode(), other.Mode())
}

func TestCreateRefuses(t *testing.T) {
	dir := fs.NewDir(t, "create", fs.WithFile("file", "x"), fs.WithDir("full", fs.WithFile("a", ""), fs.WithDir("b"), fs.WithDir(".git")), link("dangling", "nowhere"))
	before := fs.ManifestFromDir(t, dir.Path())
	for name, want := range map[string]string{
		"file":       "file is a file, and a folder is to be made",
		"file/below": "one of its folders is a file",
		"file/a/b":   "one of its folders is a file",
		"full":       "full is not empty: a, b/; give",
		"dangling":   "dangling is a link that leads nowhere",
	} {
		err := folder.Create(dir.Join(name), func(string) error { t.Errorf("%s: filled", name); return nil })
		assert.ErrorContains(t, err, want, name)
	}
	assert.Assert(t, fs.Equal(dir.Path(), before))
}

func TestCreateNamesTheFirstFilesInTheWay(t *testing.T) {
	dir := fs.NewDir(t, "create")
	for _, c := range "abcdefghijklm" {
		assert.NilError(t, os.WriteFile(dir.Join(string(c)), nil, 0o644))
	}
	assert.ErrorContains(t, folder.Create(dir.Path(), fill), "a, b, c, d, e, f, g, h, i, j, and 3 more; give")
}

func TestCreateThatFailsLeavesNothing(t *testing.T) {
	dir := fs.NewDir(t, "create", fs.WithDir("empty"), fs.WithDir("above"))
	before := fs.ManifestFromDir(t, dir.Path())
	for _, name := range []string{"new", "above/x/y/z", "empty"} {
		err := folder.Create(dir.Join(name), func(stage string) error {
			assert.NilError(t, fill(stage))
			return errors.New("of the filling")
		})
		assert.Error(t, err, "of the filling")
		assert.Assert(t, fs.Equal(dir.Path(), before), name)
	}
	// A name that appears meanwhile is not written over, and what was moved goes back.
	err := folder.Create(dir.Join("empty"), func(stage string) error {
		assert.NilError(t, fill(stage))
		return os.WriteFile(dir.Join("empty", "d"), []byte("mine"), 0o644)
	})
	assert.ErrorContains(t, err, "d: it was not there")
	assert.Assert(t, fs.Equal(dir.Join("empty"), fs.Expected(t, fs.MatchAnyFileMode, fs.WithFile("d", "mine", fs.MatchAnyFileMode))))
	err = folder.Create(dir.Join("late"), func(stage string) error {
		assert.NilError(t, fill(stage))
		return os.WriteFile(dir.Join("late"), []byte("mine"), 0o644)
	})
	assert.ErrorContains(t, err, "nothing was changed")
	text, err := os.ReadFile(dir.Join("late"))
	assert.NilError(t, err)
	assert.Equal(t, string(text), "mine")
}

func TestCreateInAFolderThatIsNotWritable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := fs.NewDir(t, "create", fs.WithDir("locked", fs.WithMode(0o500)))
	for _, name := range []string{"locked", "locked/new", "locked/a/b"} {
		assert.ErrorContains(t, folder.Create(dir.Join(name), fill), "make its folder writable for this user; nothing was changed")
	}
}
