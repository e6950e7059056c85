// SPDX-License-Identifier: Apache-2.0

package notify_test

import (
	"os"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/pkg/notify"
)

// TestPageIsRendered holds what the page repeats from the code: `go test ./pkg/notify -update`.
func TestPageIsRendered(t *testing.T) {
	const page = "../../docs/notify.md"
	text, err := os.ReadFile(page)
	assert.NilError(t, err)
	want := string(text)
	for name, part := range notify.Document() {
		begin, end := "<!-- "+name+":begin -->", "<!-- "+name+":end -->"
		before, rest, found := strings.Cut(want, begin)
		assert.Assert(t, found, "%s is not in the page", begin)
		_, after, found := strings.Cut(rest, end)
		assert.Assert(t, found, "%s is not in the page", end)
		want = before + begin + part + end + after
	}
	if golden.FlagUpdate() {
		assert.NilError(t, os.WriteFile(page, []byte(want), 0o644))
	}
	got, err := os.ReadFile(page)
	assert.NilError(t, err)
	assert.Equal(t, string(got), want, "-update writes it anew")
	assert.Check(t, strings.Contains(want, "run: sh "+notify.Path+"\n"), "the page runs another file")
}
