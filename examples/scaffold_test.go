// SPDX-License-Identifier: Apache-2.0

package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/fntest"
)

// cloned copies an example to where it is the root of a Git repository of its name.
func cloned(t *testing.T, name string) string {
	t.Helper()
	read(t, name) // so that the result is not cached over a changed file
	dir := filepath.Join(t.TempDir(), name)
	assert.NilError(t, os.CopyFS(dir, os.DirFS(name)))
	for _, args := range [][]string{{"init", "-q"}, {"remote", "add", "origin", "https://github.com/owner/" + name}} {
		out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput()
		assert.NilError(t, err, "%s", out)
	}
	return dir
}

// TestExamplesAreScaffolded holds that what is committed is what `fairlead scaffold repo` writes.
func TestExamplesAreScaffolded(t *testing.T) {
	for _, name := range examples {
		dir := cloned(t, name)
		assert.Equal(t, fairlead(t, "scaffold", "repo", "--check", "--package", dir), dir+": up to date\n")
	}
}

// TestScaffoldedExamplesAreValid scaffolds anew, validates, and then changes the prefix of the tags in the workflow alone: the
// shortest tag that would be missed is named.
func TestScaffoldedExamplesAreValid(t *testing.T) {
	for _, name := range examples {
		dir := cloned(t, name)
		workflow := filepath.Join(dir, ".github/workflows/ci-cd.yml")
		for _, made := range []string{".github", ".gitignore"} {
			assert.NilError(t, os.RemoveAll(filepath.Join(dir, made)))
		}
		fairlead(t, "scaffold", "repo", "--package", dir)
		out := fairlead(t, "validate", "--explain-proof", "--fail-on", "info", dir)
		assert.Check(t, strings.Contains(out, "  proved: Image Updater takes each image of ghcr.io/owner/"+name), out)
		assert.Check(t, strings.Contains(out, "0 refuted"), out)

		text, err := os.ReadFile(workflow)
		assert.NilError(t, err)
		assert.NilError(t, os.WriteFile(workflow, []byte(strings.ReplaceAll(string(text), "tags: type=sha\n", "tags: type=sha,prefix=git-\n")), 0o644))
		cmd := exec.Command(fntest.Build(t, "functions/fairlead"), "validate", dir)
		found, err := cmd.Output()
		assert.ErrorContains(t, err, "exit status 1")
		assert.Check(t, strings.Contains(string(found), `does not take "git-0000000"`), "%s", found)
	}
}
