// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"errors"
	"os"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/fs"
)

// staged has five files on their way and a rename that fails when fail says so.
func staged(t *testing.T, fail func(from, to string) bool) (dir *fs.Dir, apply func() error) {
	t.Helper()
	dir = fs.NewDir(t, "package",
		fs.WithFile("a.yaml", "a: 1\n", fs.WithMode(0o640)), fs.WithFile("b.yaml", "b: 1\n"), fs.WithFile("y.yaml", "y: 1\n"))
	p, err := Read(dir.Path())
	assert.NilError(t, err)
	plan, err := p.Plan(
		Replace("a.yaml", 0, []byte("a: 2\n")), Remove("b.yaml", 0), Add("n/m/new.yaml", []byte("n: 1\n")),
		Replace("y.yaml", 0, []byte("y: 2\n")), Add("z.yaml", []byte("z: 1\n")))
	assert.NilError(t, err)
	root, err := os.OpenRoot(dir.Path())
	assert.NilError(t, err)
	t.Cleanup(func() { _ = root.Close() })
	s := &stage{root: root, rename: func(from, to string) error {
		if fail(from, to) {
			return errors.New("no luck")
		}
		return root.Rename(from, to)
	}}
	return dir, func() error { return s.apply(plan.files) }
}

func TestRollBack(t *testing.T) {
	dir, apply := staged(t, func(_, to string) bool { return to == "y.yaml" })
	before := fs.ManifestFromDir(t, dir.Path())
	assert.Error(t, apply(), "writing y.yaml: no luck; nothing was changed")
	assert.Assert(t, fs.Equal(dir.Path(), before))
}

// When not even the way back works, the old content stays and the error says where.
func TestRollBackStuck(t *testing.T) {
	tries := 0
	dir, apply := staged(t, func(_, to string) bool {
		if to == "a.yaml" {
			tries++
		}
		return to == "y.yaml" || to == "a.yaml" && tries > 1
	})
	err := apply()
	assert.ErrorContains(t, err, "writing y.yaml: no luck; not undone: a.yaml is changed, its old content is in .fairlead-")
	_, rest, _ := strings.Cut(err.Error(), "is in ")
	kept, _, _ := strings.Cut(rest, " ")
	old, err := os.ReadFile(dir.Join(kept))
	assert.NilError(t, err)
	assert.Equal(t, string(old), "a: 1\n")
	restored, err := os.ReadFile(dir.Join("b.yaml"))
	assert.NilError(t, err)
	assert.Equal(t, string(restored), "b: 1\n")
}
