// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/pkg/delivery"
)

const dailyPage = "../../docs/daily.md"

// TestDailyPage holds the parts of the page that repeat what the code knows: `go test ./pkg/command -update`.
func TestDailyPage(t *testing.T) {
	text, err := os.ReadFile(dailyPage)
	assert.NilError(t, err)
	var states strings.Builder
	states.WriteString("| id | silent | means |\n|---|---|---|\n")
	for _, m := range delivery.Meanings() {
		silent := ""
		if m.Silent {
			silent = "silent"
		}
		fmt.Fprintf(&states, "| `%s` | %s | %s |\n", m.ID, silent, m.Means)
	}
	want := put(t, put(t, string(text), "states", states.String()), "flags", flagTable(streams{}.status()))
	if golden.FlagUpdate() {
		assert.NilError(t, os.WriteFile(dailyPage, []byte(want), 0o644))
		return
	}
	assert.Equal(t, string(text), want, "%s (-update writes it anew)", dailyPage)
}
