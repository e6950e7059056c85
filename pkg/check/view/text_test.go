// SPDX-License-Identifier: Apache-2.0

package view_test

import (
	"fmt"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func TestTextAt(t *testing.T) {
	for _, test := range []struct {
		name, value  string
		line, column int
		want         string
	}{
		{"literal", "|\n    one\n    two", 2, 3, "13:7"},
		{"wider", "|\n       one\n       two", 2, 1, "13:8"},
		{"explicit indentation", "|1-\n    one\n   two", 2, 1, "13:4"},
		{"blank lines first", "|  # comment\n\n\n    one", 3, 1, "14:5"},
		{"on the next line", "\n    |\n    one", 1, 1, "13:5"},
		{"anchor", "&a |\n    one", 1, 1, "12:5"},
		{"not ASCII before it", "|\n    é one", 1, 4, "12:7"},
		{"a line of spaces between", "|\n    one\n  \n    two", 3, 1, "14:5"},
		{"windows", "|\r\n    one\r\n    two\r", 2, 1, "13:5"},
		{"past the end", "|\n    one", 9, 1, "11:11"},
		{"quoted", `"one\ntwo"`, 2, 1, "11:11"},
		{"folded", ">\n    one\n\n    two", 2, 1, "11:11"},
		{"plain", "one", 1, 2, "11:11"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := "kind: ConfigMap\napiVersion: v1\ndata:\n  policy: " + test.value + "\n"
			list, err := krm.FromDocuments([]krm.Document{{Path: "a.yaml", Line: 8, Text: []byte(text)}})
			assert.NilError(t, err)
			it := list.Items[0]
			line, column := it.Position(view.TextOf(it, it.Lookup("data", "policy")).At(test.line, test.column))
			assert.Equal(t, fmt.Sprintf("%d:%d", line, column), test.want)
		})
	}
}

func TestTemplated(t *testing.T) {
	for _, s := range []string{"{{ .Values.x }}", "a{{b}}", "${X}", "a-${X}-b", "$(X)", "<path:a/b#c>", "{$(X)", "<{{"} {
		assert.Assert(t, view.Templated(s), "%q", s)
	}
	for _, s := range []string{"", "a", "{", "{a}{b}", "$", "$X", "{$", "<", "<a>", "path:a", "^[0-9]{3}$", "( {", "<b path:"} {
		assert.Assert(t, !view.Templated(s), "%q", s)
	}
}
