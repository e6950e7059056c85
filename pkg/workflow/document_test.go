// SPDX-License-Identifier: Apache-2.0

package workflow_test

import (
	"os"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/pkg/workflow"
)

const page = "../../docs/proofs.md"

// TestDocumentation holds the tables of the page on proofs: they are what the code understands. -update rewrites them.
func TestDocumentation(t *testing.T) {
	text, err := os.ReadFile(page)
	assert.NilError(t, err)
	want := string(text)
	for name, rows := range map[string][]workflow.Understood{
		"steps": workflow.Steps, "expressions": workflow.Fragment(), "tags": workflow.TagTypes, "braces": workflow.GlobalExpressions,
	} {
		begin, end := "<!-- "+name+":begin -->\n", "<!-- "+name+":end -->"
		before, rest, ok := strings.Cut(want, begin)
		_, after, closed := strings.Cut(rest, end)
		assert.Assert(t, ok && closed, "%s has no place for %s", page, name)
		want = before + begin + workflow.Markdown(rows) + end + after
	}
	if golden.FlagUpdate() {
		assert.NilError(t, os.WriteFile(page, []byte(want), 0o644))
		return
	}
	assert.Equal(t, string(text), want, "run `make golden`")
}
