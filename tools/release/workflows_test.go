// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
)

func workflows(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../../.github/workflows/*.y*ml")
	assert.NilError(t, err)
	assert.Assert(t, len(files) >= 2)
	texts := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		assert.NilError(t, err)
		texts[file] = string(text)
	}
	return texts
}

func TestWorkflowsAreCorrect(t *testing.T) {
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	assert.NilError(t, err)
	for file, text := range workflows(t) {
		found, err := linter.Lint(file, []byte(text), nil)
		assert.NilError(t, err)
		for _, f := range found {
			t.Errorf("%s", f)
		}
	}
}

// pinned is an action by its commit, with the version that a person reads beside it.
var pinned = regexp.MustCompile(`^- uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)

// TestActionsArePinned: a tag of an action can be moved to other code by whoever holds its repository.
func TestActionsArePinned(t *testing.T) {
	versions := map[string]string{}
	for file, text := range workflows(t) {
		for line := range strings.Lines(text) {
			use := strings.TrimPrefix(strings.TrimSpace(line), "- ")
			if !strings.HasPrefix(use, "uses:") || strings.HasPrefix(use, "uses: ./") {
				continue
			}
			assert.Check(t, pinned.MatchString("- "+use), "%s: %s", file, use)
			action, at, _ := strings.Cut(use, "@")
			if before, found := versions[action]; found {
				assert.Check(t, before == at, "%s is used as %s and as %s", action, before, at)
			}
			versions[action] = at
		}
	}
	assert.Assert(t, len(versions) >= 3)
}

// TestWorkflowsHaveLeastPrivilege: nothing by default, and a limit of time for every job that runs on a machine.
func TestWorkflowsHaveLeastPrivilege(t *testing.T) {
	for file, text := range workflows(t) {
		var w struct {
			Permissions map[string]string `yaml:"permissions"`
			Jobs        map[string]struct {
				RunsOn      string            `yaml:"runs-on"`
				Timeout     int               `yaml:"timeout-minutes"`
				Permissions map[string]string `yaml:"permissions"`
				Steps       []struct {
					Uses string            `yaml:"uses"`
					With map[string]string `yaml:"with"`
				} `yaml:"steps"`
			} `yaml:"jobs"`
		}
		assert.NilError(t, yaml.Unmarshal([]byte(text), &w))
		assert.Check(t, w.Permissions != nil && len(w.Permissions) == 0, "%s grants permissions to every job", file)
		for name, job := range w.Jobs {
			assert.Check(t, len(job.Permissions) > 0, "%s: the job %s states no permissions", file, name)
			assert.Check(t, job.RunsOn == "" || job.Timeout > 0, "%s: the job %s has no timeout-minutes", file, name)
			for _, step := range job.Steps {
				if strings.HasPrefix(step.Uses, "actions/checkout@") {
					assert.Check(t, step.With["persist-credentials"] == "false", "%s: the job %s leaves its token in .git/config", file, name)
				}
			}
		}
	}
}

// TestReleasesUseOneGo: equal digests need one Go release, the one that docs/verify.md names.
func TestReleasesUseOneGo(t *testing.T) {
	version := regexp.MustCompile(`go-version: (\S+)`)
	found := map[string]bool{}
	for _, text := range workflows(t) {
		for _, m := range version.FindAllStringSubmatch(text, -1) {
			found[m[1]] = true
		}
	}
	assert.Equal(t, len(found), 1, "%v", found)
	text, err := os.ReadFile("../../docs/verify.md")
	assert.NilError(t, err)
	for v := range found {
		assert.Check(t, strings.Contains(string(text), "Go "+v), "docs/verify.md does not name Go %s", v)
	}
}
