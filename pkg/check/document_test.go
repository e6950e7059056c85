// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"os"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

const (
	page   = "../../docs/rules.md"
	readme = "../../functions/validate-delivery/README.md"
)

// TestDocumentation holds what is rendered from the rules: `go test ./pkg/check -update`.
func TestDocumentation(t *testing.T) {
	hold(t, page, rule.Document(check.Documented()))
	text, err := os.ReadFile(readme)
	assert.NilError(t, err)
	const begin, end = "<!-- rules:begin -->\n", "<!-- rules:end -->"
	before, rest, ok := strings.Cut(string(text), begin)
	assert.Assert(t, ok)
	_, after, ok := strings.Cut(rest, end)
	assert.Assert(t, ok)
	hold(t, readme, before+begin+rule.Table(check.Documented(), "../../docs/rules.md")+end+after)
}

func hold(t *testing.T, path, want string) {
	t.Helper()
	if golden.FlagUpdate() {
		assert.NilError(t, os.WriteFile(path, []byte(want), 0o644))
	}
	got, err := os.ReadFile(path)
	assert.NilError(t, err, "-update writes it")
	assert.Equal(t, string(got), want, "%s (-update writes it anew)", path)
}

// TestIDs holds that ids, which people write into configurations and exceptions, are unique and kebab-case.
func TestIDs(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range check.All() {
		assert.Check(t, !seen[r.ID], "%s stands twice", r.ID)
		assert.Check(t, strings.Trim(r.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && !strings.HasPrefix(r.ID, "-"), r.ID)
		assert.Check(t, r.Title != "" && r.Doc != "" && r.Severity != "", r.ID)
		seen[r.ID] = true
	}
}
