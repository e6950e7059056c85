// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"regexp"
	"regexp/syntax"
	"testing"

	"gotest.tools/v3/assert"
)

func TestExampleTag(t *testing.T) {
	for _, test := range []struct{ expression, tag string }{
		{"^sha-[0-9a-f]{7}$", "sha-0000000"},
		{"^(main|v[0-9.]+)$", "main"},
		{"^(a/b|feature_.)$", "feature_0"},
		{"^[-.x]+", "x"},
		{"^1[-.x]+", "1-"},
		{"(?i)^latest(-[a-z])?$", "LATEST"},
		{"[^a-z]", "0"},
		// Tags may match these, or not: the search has to say.
		{"", ""},
		{"^.*$", ""},
		{"-rc", ""},
		{"(a|^b)?c", "c"},
		{"a^b", ""},
		{"a$b", ""},
		{"a/b", ""},
		{"^ä$", ""},
		{`\bmain`, ""},
		{"a{129}", ""},
	} {
		t.Run(test.expression, func(t *testing.T) {
			tree, err := syntax.Parse(test.expression, syntax.Perl)
			assert.NilError(t, err)
			tag, ok := exampleTag(tree)
			assert.Equal(t, tag, test.tag)
			assert.Equal(t, ok, test.tag != "")
		})
	}
}

// An example is a tag that the expression matches, and so one that the search finds: the short way says what the long way says.
func FuzzExampleTag(f *testing.F) {
	for _, expression := range []string{
		"^sha-[0-9a-f]{7,40}$", `^v?\d+(\.\d+){0,2}(-rc[0-9]+)?$`, "(?im)^(x|y$|z)$", "^(a/b|[^0-9]|$)c", "(^|-)a($|b)", "[[:punct:]]+", "^(a|b^|c$)*d", `\Aa\z`,
		"(?U)a+?$$", "((^a)|b)+$", "^(?:a$)?b", `\pL\PN`,
	} {
		f.Add(expression)
	}
	f.Fuzz(func(t *testing.T, expression string) {
		filter, err := ParseAllowTags("regexp:" + expression)
		if err != nil || filter.tree == nil {
			return
		}
		tag, ok := exampleTag(filter.tree)
		if !ok {
			return
		}
		assert.Assert(t, isTag(tag), "%q of %q", tag, expression)
		assert.Assert(t, regexp.MustCompile(expression).MatchString(tag), "%q does not match %q", expression, tag)
		assert.Assert(t, filter.admits(&anyTag), "the search finds no tag of %q, and there is %q", expression, tag)
	})
}
