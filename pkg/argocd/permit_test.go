// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

func TestGlobMatch(t *testing.T) {
	for _, test := range []struct {
		pattern, text      string
		separated, matched bool
	}{
		{"", "", false, true},
		{"", "a", false, false},
		{"*", "", false, true},
		{"*", "a/b", false, true},
		{"*", "a/b", true, false},
		{"**", "a/b", true, true},
		{"a/*", "a/b", true, true},
		{"a/*", "a/b/c", true, false},
		{"a/**", "a/b/c", true, true},
		{"*a*b", "xaxbxb", true, true},
		{"*a*b", "xaxbx", true, false},
		{"team-*", "team-", false, true},
	} {
		matched, known := globMatch(test.pattern, test.text, test.separated)
		assert.Assert(t, known)
		assert.Equal(t, matched, test.matched, "%q of %q", test.pattern, test.text)
	}
	_, known := globMatch("a?", "ab", false)
	assert.Assert(t, !known)
}

// Comparing says of a pattern without a star what matching it says.
func FuzzGlobMatch(f *testing.F) {
	f.Add("https://example.org/a", "https://example.org/a", true)
	f.Add("a", "ab", false)
	f.Add("A", "a", true)
	f.Add("", "", true)
	f.Add("a/*", "a/b", true)
	f.Fuzz(func(t *testing.T, pattern, text string, separated bool) {
		for _, text := range []string{text, pattern, strings.ReplaceAll(pattern, "*", text)} {
			matched, known := globMatch(pattern, text, separated)
			if known {
				assert.Equal(t, matched, matchStars(pattern, text, separated), "%q of %q", pattern, text)
			}
		}
	})
}
