// SPDX-License-Identifier: Apache-2.0

package command

import (
	"bytes"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// TestScaffoldIntoAnother holds that nothing is written into a clone that cannot be the one that was meant, unless it is said so.
func TestScaffoldIntoAnother(t *testing.T) {
	pkg := write(t, map[string]string{"Kptfile": kptfileText, "projects/shop.yaml": projectFile("shop"), "projects/other.yaml": strings.Replace(projectFile("other"), "owner/other", "owner/shop", 1)})
	for _, c := range []struct {
		name, remote, first string
		want                []string
	}{
		{"another repository", "https://somebody:hunter2@github.com/owner/thing.git", "", []string{"a clone of https://github.com/owner/thing.git,", "Project shop is https://github.com/owner/shop"}},
		{"another Project", "https://github.com/owner/shop", "other", []string{"scaffolded for Project other, and this is Project shop"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			clone(t, dir, c.remote)
			if c.first != "" {
				ok(t, "scaffold", "repo", c.first, "--package", pkg, "--out", dir, "--yes")
			}
			before := worktree(t, dir)
			status, stdout, stderr := call(t, "", "scaffold", "repo", "shop", "--package", pkg, "--out", dir)
			assert.Equal(t, status, 1)
			for _, words := range append(c.want, "nothing was written", "--yes") {
				assert.Check(t, strings.Contains(stderr, words), "%q\n%s", words, stderr)
			}
			assert.Check(t, !strings.Contains(stdout+stderr, "hunter2"))
			assert.DeepEqual(t, worktree(t, dir), before)

			r, _ := asking(pkg, dir, "n\n")
			assert.ErrorContains(t, r.run("shop"), "nothing was written")
			assert.DeepEqual(t, worktree(t, dir), before)
			r, _ = asking(pkg, dir, "y\n")
			assert.NilError(t, r.run("shop"))
			assert.Check(t, strings.Contains(worktree(t, dir)[workflowPath], "repo shop`"))
			ok(t, "scaffold", "repo", "shop", "--package", pkg, "--out", dir, "--yes")
			ok(t, "scaffold", "repo", "shop", "--package", pkg, "--out", dir, "--check")
		})
	}
}

// asking is a run on a terminal with what is answered there.
func asking(pkg, dir, answers string) (r *repoScaffold, out *bytes.Buffer) {
	out = new(bytes.Buffer)
	return &repoScaffold{streams: streams{in: strings.NewReader(answers), out: out, err: new(bytes.Buffer)}, pkg: pkg, out: dir, interactive: true}, out
}
