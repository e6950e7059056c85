// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"
)

// TestPage holds docs/conformance.md to the clauses; -update writes them anew.
func TestPage(t *testing.T) {
	const page, begin, end = "../../docs/conformance.md", "<!-- clauses:begin -->\n", "<!-- clauses:end -->"
	text, err := os.ReadFile(page)
	assert.NilError(t, err)
	before, rest, ok := strings.Cut(string(text), begin)
	assert.Assert(t, ok)
	_, after, ok := strings.Cut(rest, end)
	assert.Assert(t, ok)
	assert.Check(t, strings.Contains(before, SpecificationURL))
	table := "| clause | level | source | a function |\n|---|---|---|---|\n"
	ids := map[string]bool{}
	for _, c := range Clauses() {
		assert.Check(t, !ids[c.ID], "%s stands twice", c.ID)
		ids[c.ID] = true
		table += fmt.Sprintf("| `%s` | %s | %s | %s |\n", c.ID, c.Level, c.Source, c.Title)
	}
	want := before + begin + table + end + after
	if golden.FlagUpdate() {
		assert.NilError(t, os.WriteFile(page, []byte(want), 0o644))
		return
	}
	assert.Equal(t, string(text), want)
}
