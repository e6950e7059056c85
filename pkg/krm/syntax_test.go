// SPDX-License-Identifier: Apache-2.0

package krm_test

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// TestSyntaxLine holds that the line is the one that somebody has to mend. It is marked by the word HERE.
func TestSyntaxLine(t *testing.T) {
	for name, text := range map[string]string{
		"indented too little":          "metadata:\n  name: x\n  labels:\n    a: b\n    c: d\n   HERE: f\ndata:\n  k: v\n",
		"indented too far":             "metadata:\n  name: x\n    HERE: y\nspec: {}\n",
		"a key without a colon":        "a: 1\nb:\n  c: 2\n  HERE\n  d: 4\n",
		"text behind a quoted value":   "spec:\n  a: b\n  c: 'd' HERE\n  e: f\n",
		"a list that ends early":       "a:\n- b: 1\n- c: 2\nd:\n  - e\n  - f\n HERE: 1\n",
		"a key among entries":          "a:\n  - b\n  - c\n  HERE: d\n  - e\n",
		"an entry among keys":          "a:\n  b: c\n  - HERE\n  d: e\n",
		"a tab":                        "a:\n  b: 1\n\tHERE: 2\n",
		"in the first line":            "a: 'b' HERE\nc: d\n",
		"a comment and text below":     "a:\n  b: |\n    text\n  # comment\n\n   HERE: c\nd: e\n",
		"a quote that is never closed": "a: 1\nb: 'HERE\nc: 2\n",
		"many lines above":             "a:\n" + strings.Repeat("  k: v\n", 3000) + " HERE: x\n" + strings.Repeat("b: c\n", 3000),
	} {
		t.Run(name, func(t *testing.T) {
			var doc yaml.Node
			err := yaml.Unmarshal([]byte(text), &doc)
			assert.Assert(t, err != nil)
			line, words := krm.SyntaxLine(err, []byte(text))
			before, _, _ := strings.Cut(text, "HERE")
			assert.Equal(t, line, 1+strings.Count(before, "\n"), words)
			assert.Check(t, !strings.Contains(words, "HERE"), words)
		})
	}
}
