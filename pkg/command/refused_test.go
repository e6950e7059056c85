// SPDX-License-Identifier: Apache-2.0

package command

import (
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// TestValidateRefusedWorkflows holds what is said of files that GitHub would not run, once each, and of files that it runs.
func TestValidateRefusedWorkflows(t *testing.T) {
	const ci = ".github/workflows/ci.yml"
	for _, c := range []struct {
		name, old, changed string
		want               []string
	}{
		{"as it is", "", "", nil},
		{"an expression without quotes", "tags: '${{ steps.meta.outputs.tags }}'", "tags: {{ steps.meta.outputs.tags }}", []string{"workflow-not-valid error ci.yml[8,"}},
		{"a bracket", "jobs:", "  : [\njobs:", []string{"workflow-not-valid error ci.yml["}},
		{"a tab", "    steps:", "\tsteps:", []string{"workflow-not-valid error ci.yml["}},
		{"a key", "runs-on:", "run-on:", []string{"workflow-not-valid error ci.yml[3,", "workflow-not-valid warning ci.yml[4,"}},
		{"one brace", "'${{ steps.meta.outputs.tags }}'", `"${ steps.meta.outputs.tags }"`, []string{"expression-not-evaluated warning ci.yml[8,"}},
		{"one brace in a shell", "    steps:\n", "    steps:\n      - run: echo \"${GITHUB_SHA}\" '${ env.X }'\n", nil},
		{"a name that is empty, and an anchor that nothing uses", "    steps:\n", "    env:\n    steps: &all\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := repositoryFiles()
			files[ci] = strings.Replace(files[ci], c.old, c.changed, 1)
			dir := write(t, files)
			for _, target := range []string{".", ci} {
				status := 0
				if strings.Contains(strings.Join(c.want, " "), "error") {
					status = 1
				}
				found := findingsOf(t, "", status, filepath.Join(dir, target))
				found = without(found, "image-not-pushed", "push")
				assert.Equal(t, len(found), len(c.want), "%s: %v", target, found)
				for i, want := range c.want {
					assert.Check(t, strings.HasPrefix(found[i], want), "%v", found)
				}
			}
		})
	}
}

// without leaves out the findings of rules.
func without(found []string, rules ...string) []string {
	kept := []string{}
	for _, f := range found {
		id, _, _ := strings.Cut(f, " ")
		if !contains(rules, id) {
			kept = append(kept, f)
		}
	}
	return kept
}
