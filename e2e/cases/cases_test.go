// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/e2e/outofband"
)

// TestNamesAndGroupsDiffer holds that a name chooses a case or a group, never both.
func TestNamesAndGroupsDiffer(t *testing.T) {
	for _, c := range All {
		group, _, _ := strings.Cut(c.Name, "-")
		assert.Check(t, group != c.Name, c.Name)
	}
}

func TestEveryCaseSaysWhatItShowsAndNamesItsFault(t *testing.T) {
	names := map[string]bool{}
	for _, c := range All {
		assert.Check(t, !names[c.Name], "%s is there twice", c.Name)
		names[c.Name] = true
		assert.Check(t, c.Shows != "" && c.Run != nil, c.Name)
		assert.Check(t, c.Fault.Plants != "" && c.Fault.Fails != "", "%s has no fault", c.Name)
	}
}

func TestRowsAreDistinct(t *testing.T) {
	ids := map[string]bool{}
	for _, row := range outofband.Rows {
		assert.Check(t, !ids[row.ID], "%s is there twice", row.ID)
		ids[row.ID] = true
	}
}
