// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"testing"

	"gotest.tools/v3/assert"
)

func TestCheckConstraint(t *testing.T) {
	grammar{
		good: []string{"1", "v1.x", "~1", "^1.2", ">=1.0 <2.0", "1.2.3", "8.x-0", ">0.2.0-0", "~v0.1", "*", "1.0 - 2.0", "^1 || ^2", "x", "=1.2.3", "~> 1.2"},
		bad:  [][2]string{{"latest", "must be a range"}, {"main", "must be a range"}, {"3.3.0.0-full", "must be a range"}, {"sha-*", "must be a range"}, {"^1 ||", "must be a range"}, {"", "must be a range"}},
	}.run(t, CheckConstraint)
}

func TestConstraintIsExact(t *testing.T) {
	for value, want := range map[string]bool{"2.20.14": true, "v1.2.3": true, "=1.2.3-rc1": true, "1.2": false, "1.2.x": false, "^1.2.3": false, "": false} {
		assert.Equal(t, ConstraintIsExact(value), want, value)
	}
}
