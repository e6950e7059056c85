// SPDX-License-Identifier: Apache-2.0

package fix_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/fix"
)

func TestScalar(t *testing.T) {
	for _, tc := range []struct {
		name, in     string
		line, column int
		value        any
		want         string
	}{
		{"plain", "a: old # why\nb: old\n", 1, 4, "new", "a: new # why\nb: old\n"},
		{"single quotes", "a: 'o''ld'   # why\n", 1, 4, "it's", "a: 'it''s'   # why\n"},
		{"double quotes", "a: \"o\\\"ld\"\t# why\r\n", 1, 4, "n\"w", "a: \"n\\\"w\"\t# why\r\n"},
		{"key", "x:\n  syncOption: [a]\n", 2, 3, "syncOptions", "x:\n  syncOptions: [a]\n"},
		{"flow", "a: [x=True, y]\n", 1, 5, "x=true", "a: [x=true, y]\n"},
		{"a string that a plain scalar is not", "a: true\n", 1, 4, "true", "a: \"true\"\n"},
		{"a string that YAML 1.1 takes for a boolean", "a: maybe\n", 1, 4, "yes", "a: \"yes\"\n"},
		{"a boolean", "a: \"true\"\n", 1, 4, true, "a: true\n"},
		{"a number", "a: x\n", 1, 4, 3, "a: 3\n"},
		{"needs quotes", "a: x\n", 1, 4, "^sha-: # .*", "a: \"^sha-: # .*\"\n"},
		{"needs quotes in flow", "{a: x}\n", 1, 5, "a,b", "{a: \"a,b\"}\n"},
		{"wide characters before it", "{\"日本\": x, b: old}\n", 1, 14, "new", "{\"日本\": x, b: new}\n"},
		{"angle brackets", "a: \"x\"\n", 1, 4, "<A>", "a: \"<A>\"\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e, err := fix.Scalar([]byte(tc.in), tc.line, tc.column, tc.value)
			assert.NilError(t, err)
			assert.Equal(t, string(e.Apply([]byte(tc.in))), tc.want)
		})
	}
}

func TestScalarRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		in           string
		line, column int
		value        any
	}{
		"block":                {"a: |\n  old\n", 1, 4, "new"},
		"several lines":        {"a: old\n  old\n", 1, 4, "new"},
		"several lines quoted": {"a: \"old\n  old\"\n", 1, 4, "new"},
		"anchor":               {"a: &x old\nb: *x\n", 1, 4, "new"},
		"tag":                  {"a: !!str old\n", 1, 4, "new"},
		"alias":                {"a: &x old\nb: *x\n", 2, 4, "new"},
		"mapping":              {"a: {b: c}\n", 1, 4, "new"},
		"nothing there":        {"a: b\n", 7, 1, "new"},
		"empty":                {"a:\n", 1, 3, "new"},
		"key that is there":    {"a: 1\nb: 2\n", 2, 1, "a"},
		"not YAML":             {"a: [\n", 1, 1, "b"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := fix.Scalar([]byte(tc.in), tc.line, tc.column, tc.value)
			assert.Assert(t, err != nil)
		})
	}
}
