// SPDX-License-Identifier: Apache-2.0

package workflow_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/workflow"
)

// TestActions holds the table: each action once, by a whole commit, in the order of their names.
func TestActions(t *testing.T) {
	var names []string
	for _, a := range workflow.Actions {
		names = append(names, a.Name)
		assert.Check(t, regexp.MustCompile(`^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`).MatchString(a.Uses()), "%+v", a)
	}
	assert.Check(t, slices.IsSorted(names))
	assert.Equal(t, len(slices.Compact(names)), len(workflow.Actions))
}

// TestOwnWorkflowsAgree holds every action of this repository's workflows to the table.
func TestOwnWorkflowsAgree(t *testing.T) {
	files, err := filepath.Glob("../../.github/workflows/*.y*ml")
	assert.NilError(t, err)
	used := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		assert.NilError(t, err)
		for line := range strings.Lines(string(text)) {
			_, uses, ok := strings.Cut(strings.TrimSpace(line), "uses: ")
			if !ok || strings.HasPrefix(uses, "./") {
				continue
			}
			used++
			name, _, _ := strings.Cut(uses, "@")
			known := slices.IndexFunc(workflow.Actions, func(a workflow.Action) bool { return a.Name == name })
			assert.Assert(t, known >= 0, "%s uses %s, which pkg/workflow/actions.go does not have", file, name)
			assert.Check(t, workflow.Actions[known].Uses() == uses, "%s uses %s, and the table says %s", file, uses, workflow.Actions[known].Uses())
		}
	}
	assert.Check(t, used >= 7, "%d", used)
}
