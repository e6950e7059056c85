// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"testing"

	"gotest.tools/v3/assert"
)

func TestReleaseTag(t *testing.T) {
	for given, want := range map[string]string{DefaultVersion: DefaultVersion, "0.12.2": "v0.12.2", "v1.3.0": "v1.3.0", "1.4.0-rc1": "v1.4.0-rc1"} {
		tag, err := ReleaseTag(given)
		assert.NilError(t, err)
		assert.Equal(t, tag, want)
	}
	for _, given := range []string{"", "v1.3", "latest", "stable", "v1.3.0+build", "v1.3.0 ", "main", "../v1.3.0"} {
		_, err := ReleaseTag(given)
		assert.ErrorContains(t, err, "must name one release", given)
	}
}

// TestInstallation holds what the tags of the updater's repository hold.
func TestInstallation(t *testing.T) {
	for _, test := range []struct {
		version, path string
		clusterKinds  int
	}{
		{"v0.12.2", "manifests/base", 0},
		{"v0.14.0", "manifests/base", 0},
		{"v0.15.2", "manifests/base", 2},
		{"v0.18.0", "manifests/base", 2},
		{"v1.1.1", "config/default", 3},
		{"v1.3.0", "config/default", 3},
	} {
		v := at(t, test.version)
		assert.Equal(t, v.InstallPath(), test.path, test.version)
		installed := 0
		for _, k := range ClusterKinds() {
			if k.InstalledBy(v) {
				installed++
			}
		}
		assert.Equal(t, installed, test.clusterKinds, test.version)
	}
}
