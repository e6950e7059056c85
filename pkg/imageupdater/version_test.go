// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"testing"

	"gotest.tools/v3/assert"
)

func TestResolve(t *testing.T) {
	for _, test := range []struct{ given, want, notice string }{
		{"", DefaultVersion, "no Image Updater version is given: v0.12.2 is assumed"},
		{"0.12.2", "v0.12.2", ""},
		{"v0.12", "v0.12.2", ""},
		{"v0.12.3", "v0.12.2", ""},
		{"v0.14.0", "v0.14", ""},
		{"v0.15.1", "v0.15", ""},
		{"v0.15", "v0.15", ""},
		{"v0.18.4", "v0.18", ""},
		{"v1.2.0", "v1.2", ""},
		{"1.3", "v1.3", ""},
		{"v0.19.0", "v0.18", `Image Updater version "v0.19.0" is newer than what is known: it is read as v0.18`},
		{"v1.4.0-rc1", "v1.3", `Image Updater version "v1.4.0-rc1" is newer than what is known: it is read as v1.3`},
		{"v2.0", "v1.3", `Image Updater version "v2.0" is newer than what is known: it is read as v1.3`},
	} {
		t.Run(test.given, func(t *testing.T) {
			v, notice, err := Resolve(test.given)
			assert.NilError(t, err)
			assert.Equal(t, v.String(), test.want)
			assert.Equal(t, notice, test.notice)
		})
	}
}

func TestResolveEveryRelease(t *testing.T) {
	for _, name := range Releases() {
		v, notice, err := Resolve(name)
		assert.NilError(t, err)
		assert.Equal(t, notice, "")
		assert.Equal(t, v.String(), name)
		assert.Equal(t, v.Resource(), v.AtLeast(1, 1))
	}
	assert.Equal(t, Version{}.String(), DefaultVersion)
}

func TestResolveRefuses(t *testing.T) {
	for _, test := range []struct{ given, want string }{
		{"v0.12.1", "is older than v0.12.2"},
		{"v0.11.0", "is older than v0.12.2"},
		{"v0.13.1", "panics on the image indexes of GHCR"},
		{"0.15.0", "use v0.15.1 or later"},
		{"v1.0.4", "use v1.1 or later, or v0.18"},
		{"latest", `"latest" of Image Updater is no version such as "v0.12.2"`},
		{"v1", "is no version"},
		{"v0.12.2.1", "is no version"},
		{"vv1.1", "is no version"},
		{"v1.1 ", "is no version"},
		{"v1.-1", "is no version"},
		{"v99999999999999999999.1", "is no version"},
	} {
		_, _, err := Resolve(test.given)
		assert.ErrorContains(t, err, test.want, test.given)
		assert.ErrorContains(t, err, "supported are v0.12.2, v0.14, v0.15, v0.16, v0.17, v0.18, v1.1, v1.2, v1.3")
	}
}

func TestAtLeast(t *testing.T) {
	v := at(t, "v0.18")
	assert.Assert(t, v.AtLeast(0, 18) && v.AtLeast(0, 12))
	assert.Assert(t, !v.AtLeast(0, 19) && !v.AtLeast(1, 0))
	assert.Assert(t, at(t, "v1.1").AtLeast(0, 99))
}
