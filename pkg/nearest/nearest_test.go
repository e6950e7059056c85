// SPDX-License-Identifier: Apache-2.0

package nearest

import (
	"testing"

	"gotest.tools/v3/assert"
)

func TestName(t *testing.T) {
	known := []string{"platforms", "allow-tags", "ignore-tags", "semver"}
	for _, test := range []struct {
		name, got, want string
	}{
		{"singular", "platform", "platforms"},
		{"swapped", "allow-tgas", "allow-tags"},
		{"case", "SemVer", "semver"},
		{"the name itself", "semver", "semver"},
		{"short of a character", "smver", "semver"},
		{"too far", "pull-policy", ""},
		{"empty", "", ""},
		{"not ASCII", "plätforms", "platforms"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := Name(test.got, known)
			assert.Equal(t, got, test.want)
			assert.Equal(t, ok, test.want != "")
		})
	}
}

func TestNameTakesTheFirstOfEquals(t *testing.T) {
	got, ok := Name("ab", []string{"ac", "ad", "ab"})
	assert.Assert(t, ok)
	assert.Equal(t, got, "ab")
	got, _ = Name("ab", []string{"ac", "ad"})
	assert.Equal(t, got, "ac")
}

func TestOnly(t *testing.T) {
	known := []string{"Replace=true", "Replace=false", "Prune=true"}
	for got, want := range map[string]string{"replace=True": "Replace=true", "Replace=flase": "Replace=false", "Replce=true": "Replace=true", "unlike": "", "": ""} {
		assert.Equal(t, Only(got, known), want)
	}
	assert.Equal(t, Only("ab", []string{"ac", "ad"}), "")
}
