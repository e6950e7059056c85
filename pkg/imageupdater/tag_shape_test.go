// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"regexp"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

func TestReadAllowTags(t *testing.T) {
	for _, test := range []struct {
		value                 string
		tag, version, release bool
	}{
		{"any", true, true, true},
		{"regexp:", true, true, true},
		{"regexp:^v?[0-9]+\\.[0-9]+$", true, true, true},
		{"regexp:^1\\.0\\.0-[0-9a-f]{12}$", true, true, false},
		{"regexp:-rc", true, true, false},
		{"regexp:^[0-9a-f]{7}$", true, true, true},
		{"regexp:^[0-9a-f]{40}$", true, false, false},
		{"regexp:^sha-[0-9a-f]{7}$", true, false, false},
		{"regexp:sha", true, true, false},
		{"regexp:^(main|v[0-9.]+)$", true, true, true},
		{"regexp:^main$", true, false, false},
		{"regexp:^1_2$", true, false, false},
		{"regexp: ^sha", false, false, false},
		{"regexp:a/b", false, false, false},
		{"regexp:^sha$ ", false, false, false},
		{"regexp:a^b", false, false, false},
		{"regexp:a$b", false, false, false},
		{"regexp:^-", false, false, false},
		{"regexp:(?i)LATEST", true, true, false},
		{"regexp:\\bmain\\b", true, true, false},
		{"regexp:^Z_$", true, false, false},
		{"regexp:[", true, true, true},
	} {
		t.Run(test.value, func(t *testing.T) {
			f := ReadAllowTags(test.value)
			assert.Equal(t, f.AdmitsTag(), test.tag)
			assert.Equal(t, f.admits(&anyTag), test.tag, "the search alone")
			assert.Equal(t, f.AdmitsVersion(), test.version)
			assert.Equal(t, f.AdmitsRelease(), test.release)
		})
	}
}

// A tag that the expression matches is proof that the filter lets one through.
func FuzzReadAllowTags(f *testing.F) {
	f.Add("^v[0-9]+(-rc)?$", "v1-rc")
	f.Add("sha|\\d{3}", "x123")
	f.Fuzz(func(t *testing.T, expression, tag string) {
		re, err := regexp.Compile(expression)
		if err != nil || !isTag(tag) || !re.MatchString(tag) {
			return
		}
		filter := ReadAllowTags("regexp:" + expression)
		assert.Assert(t, filter.admits(&anyTag), "%q matches %q", expression, tag)
		if number := strings.TrimPrefix(tag, "v"); number != "" && len(number) <= maxDigits && strings.Trim(number, "0123456789") == "" {
			assert.Assert(t, filter.AdmitsRelease() && filter.AdmitsVersion(), "%q matches the version %q", expression, tag)
		}
	})
}

func TestTagFilterMatches(t *testing.T) {
	for _, tc := range []struct {
		allow, tag string
		want       bool
	}{
		{"any", "x", true}, {"", "x", true}, {"regexp:^sha-[0-9a-f]{7}$", "sha-0123abc", true}, {"regexp:^sha-[0-9a-f]{7}$", "sha-0123ab", false},
		{"regexp:(?i)^V1$", "v1", true}, {"regexp:a\\.b", "axb", false},
	} {
		assert.Equal(t, ReadAllowTags(tc.allow).Matches(tc.tag), tc.want, "%s of %s", tc.tag, tc.allow)
	}
}
