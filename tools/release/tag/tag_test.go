// SPDX-License-Identifier: Apache-2.0

package tag

import (
	"testing"

	"gotest.tools/v3/assert"
)

func TestFor(t *testing.T) {
	for _, c := range []struct {
		version  string
		existing []string
		want     []string
	}{
		{"v0.1.0", nil, []string{"v0.1.0", "v0.1", "v0"}},
		{"v1.2.3", []string{"v1.2.2", "v1.2", "v1", "v0.9.0"}, []string{"v1.2.3", "v1.2", "v1"}},
		{"v1.2.4", []string{"v1.3.0", "v1.2.3", "v2.0.0"}, []string{"v1.2.4", "v1.2"}},
		{"v1.2.3", []string{"v1.2.4"}, []string{"v1.2.3"}},
		{"v1.2.3", []string{"v1.2.4-rc.1", "v2.0.0", "sha256-0a.sig", "latest"}, []string{"v1.2.3", "v1.2", "v1"}},
		{"v1.10.0", []string{"v1.9.0"}, []string{"v1.10.0", "v1.10", "v1"}},
		{"v1.2.3-rc.1", nil, []string{"v1.2.3-rc.1"}},
		{"v1.2.3", []string{"v1.2.3"}, []string{"v1.2.3", "v1.2", "v1"}},
	} {
		got, err := For(c.version, c.existing)
		assert.NilError(t, err)
		assert.DeepEqual(t, got, c.want)
	}
}

func TestNoVersion(t *testing.T) {
	for _, version := range []string{"", "latest", "1.2.3", "v1", "v1.2", "v1.2.3.4", "v01.2.3", "v1.2.3+build", "main"} {
		_, err := For(version, nil)
		assert.ErrorContains(t, err, version)
	}
}
