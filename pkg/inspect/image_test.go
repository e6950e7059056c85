// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"encoding/json"
	"testing"

	"gotest.tools/v3/assert"
)

// TestImageAsJSON holds that what a registry did not say is absent, and that no tag is something which it did say.
func TestImageAsJSON(t *testing.T) {
	for name, test := range map[string]struct {
		image Image
		want  string
	}{
		"not reachable": {Image{Name: "a", Place: Place{File: "f", Line: 2}, Strategy: "semver", Reason: "r"},
			`{"name":"a","file":"f","line":2,"imageUpdater":"","strategy":"semver","reachable":false,"reason":"r"}`},
		"no tag": {Image{Name: "a", Strategy: "semver", Reachable: true, Reason: "r"},
			`{"name":"a","imageUpdater":"","strategy":"semver","reachable":true,"tags":0,"matching":0,"tag":"","reason":"r"}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(test.image)
			assert.NilError(t, err)
			assert.Equal(t, string(got), test.want)
		})
	}
}
