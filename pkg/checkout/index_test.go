// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/checkout"
)

// TestLeftOut holds that an ignored file counts as left out only where Git's own index, in each of its formats, does not list it.
func TestLeftOut(t *testing.T) {
	git, err := exec.LookPath("git")
	assert.NilError(t, err)
	run := func(dir string, args ...string) {
		t.Helper()
		cmd := exec.Command(git, append([]string{"-C", dir, "-c", "user.name=a", "-c", "user.email=a@example.org"}, args...)...)
		out, err := cmd.CombinedOutput()
		assert.NilError(t, err, "%v: %s", args, out)
	}
	files := map[string]string{
		".gitignore": "*.env.yaml\nlater/\n", "a.yaml": "x", "p/added.env.yaml": "x", "p/also added.env.yaml": "x", "p/intended.env.yaml": "x",
		"p/left.env.yaml": "x", "p/plain.yaml": "x", "p/added.env.yaml.env.yaml": "x", "later/b.yaml": "x",
	}
	for _, c := range []struct {
		name string
		init []string
		then [][]string
		want bool // of what is ignored and was not added
	}{
		{"version 2", nil, nil, true},
		{"version 3", nil, [][]string{{"update-index", "--index-version", "3"}, {"add", "-f", "-N", "p/intended.env.yaml"}}, true},
		{"version 4", nil, [][]string{{"update-index", "--index-version", "4"}}, true},
		{"SHA-256", []string{"--object-format=sha256"}, nil, true},
		{"split", nil, [][]string{{"update-index", "--split-index"}}, false},
		{"committed", nil, [][]string{{"commit", "-qm", "a"}, {"update-index", "--refresh"}}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, files)
			run(dir, append([]string{"init", "-q"}, c.init...)...)
			run(dir, "add", ".")
			run(dir, "add", "-f", "p/added.env.yaml", "p/also added.env.yaml")
			for _, args := range c.then {
				run(dir, args...)
			}
			l := checkout.Around(filepath.Join(dir, "p"))
			assert.Check(t, !l.LeftOut("added.env.yaml") && !l.LeftOut("also added.env.yaml"), "what was added by force is in Git")
			assert.Check(t, !l.LeftOut("plain.yaml"))
			assert.Equal(t, l.LeftOut("left.env.yaml"), c.want)
			assert.Equal(t, l.LeftOut("added.env.yaml.env.yaml"), c.want)
			if c.name == "version 3" {
				assert.Check(t, !l.LeftOut("intended.env.yaml"))
			}
			real, err := filepath.EvalSymlinks(dir)
			assert.NilError(t, err)
			assert.Equal(t, l.LeftOut(filepath.Join(real, "later", "b.yaml")), c.want)
		})
	}
	dir := write(t, files)
	assert.Check(t, !checkout.Around(dir).LeftOut("p/left.env.yaml"), "no repository")
	run(dir, "init", "-q")
	assert.Check(t, checkout.Around(dir).LeftOut("p/left.env.yaml"), "nothing was added yet")
	tree := filepath.Join(t.TempDir(), "tree")
	run(dir, "add", ".")
	run(dir, "add", "-f", "p/added.env.yaml")
	run(dir, "commit", "-qm", "a")
	run(dir, "worktree", "add", "-q", tree)
	assert.Check(t, checkout.Around(tree).LeftOut("p/left.env.yaml") && !checkout.Around(tree).LeftOut("p/added.env.yaml"), "a worktree has an index of its own")
}
