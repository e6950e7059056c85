// SPDX-License-Identifier: Apache-2.0

package outofband_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/e2e/outofband"
)

// TestRowsAreProved holds the proof about Secrets to what is recorded of a real Argo CD, before any is booted.
func TestRowsAreProved(t *testing.T) {
	for _, row := range outofband.Rows {
		run, err := row.Run("app", "sec")
		assert.NilError(t, err)
		if row.First {
			assert.Check(t, outofband.Proved(run.After(1)) == row.Second, "%s: after the first sync: %s", row.ID, outofband.Proved(run.After(1)))
		}
		assert.Check(t, outofband.Proved(run.After(2)) == row.Second, "%s: after the second sync: %s", row.ID, outofband.Proved(run.After(2)))
		assert.Check(t, outofband.Proved(run.After(3)) == row.Third, "%s: after the third sync: %s", row.ID, outofband.Proved(run.After(3)))
	}
}
