// SPDX-License-Identifier: Apache-2.0

package report

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func excerptOf(t *testing.T, file string, line, column int, message string) (text string, caret int) {
	t.Helper()
	r := &report{Options: Options{Source: func(string) []byte { return []byte(file) }}, sources: map[string]*source{}}
	e, ok := r.excerpt(krm.Result{Message: message, File: &krm.File{Path: "a.yaml"}, Line: line, Column: column})
	if !ok {
		return "", -1
	}
	return e.text, e.caret
}

func TestExcerpt(t *testing.T) {
	for _, tc := range []struct {
		name, file   string
		line, column int
		message      string
		text         string
		caret        int
	}{
		{"key", "a: 1\nb: planted # planted\n", 2, 1, "unknown", "b: …", 0},
		{"value that is named", "b: wrong # planted\n", 1, 4, `"wrong" is no value`, "b: wrong", 3},
		{"flow", "b: [planted, wrong, 'planted']\n", 1, 14, `"wrong" is no value`, "b: […, wrong, …]", 7},
		{"start of a flow mapping", "b: {x: planted}\n", 1, 4, "must be a list", "b: {x: …}", 3},
		{"wide characters", "日本: wrong\n", 1, 5, `"wrong"`, "日本: wrong", 6},
		{"tab", "b:\twrong\n", 1, 4, `"wrong"`, "b:    wrong", 6},
		{"block", "b: |\n  planted\n", 1, 4, "too long", "b: |", 3},
		{"line of a block", "b: |\n  planted\n", 2, 3, "too long", "  …", 2},
		{"line of a policy", "b: |\n  p, a, b, c, d, allow\n", 2, 3, "too long", "  p, a, b, c, d, allow", 2},
		{"setting in a block", "b: |\n  password: planted\n", 2, 3, "too long", "  password: …", 2},
		{"several lines", "b: one\n  planted\nc: d\n", 2, 3, "too long", "  …", 2},
		{"quotes in several lines", "b: \"one\n  planted\"\nc: d\n", 1, 4, "too long", "b: …", 3},
		{"anchor, alias and tag", "a: &x !!str planted\nb: *x\n", 1, 1, "unknown", "a: …", 0},
		{"not YAML", "a: [planted\nb: planted\n", 2, 1, "not YAML", "b: …", 0},
		{"CRLF", "a: 1\r\nb: wrong\r\n", 2, 4, `"wrong"`, "b: wrong", 3},
		{"a Secret", "kind: Secret\ndata:\n  a: b\nunknown: planted\n", 4, 1, "unknown", "", -1},
		{"a Secret that is no YAML", "kind: Secret\ndata: [\n  a: planted\n", 3, 1, "not YAML", "", -1},
		{"a line that is not there", "a: b\n", 7, 1, "x", "", -1},
		{"colors of a person", "b: \"\x1b[31mwrong\"\n", 1, 4, "\x1b[31mwrong", "", -1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text, caret := excerptOf(t, tc.file, tc.line, tc.column, tc.message)
			assert.Check(t, !strings.Contains(text, "\x1b"))
			if strings.Contains(tc.file, "\x1b") {
				return
			}
			assert.Equal(t, text, tc.text)
			assert.Equal(t, caret, tc.caret)
		})
	}
}

func TestExcerptOfALongLine(t *testing.T) {
	long := strings.Repeat("x", 300)
	text, caret := excerptOf(t, "- "+long+"\n", 1, 3, long)
	assert.Check(t, width(text) <= maxWidth+1)
	assert.Equal(t, caret, 2)
	text, caret = excerptOf(t, "["+long+", wrong, "+long+"]\n", 1, 304, long+"wrong")
	assert.Check(t, width(text) <= maxWidth+2, "%d", width(text))
	assert.Check(t, strings.HasPrefix(text[caret+len(hidden)-1:], "wrong"), text)
}

// TestExcerptsReadLinesOnce holds that an excerpt does not go through the lines before its own: with thousands of results
// in one file that takes time with the square of it. Lines that are gone after the first excerpt are not missed.
func TestExcerptsReadLinesOnce(t *testing.T) {
	file := []byte("b: |\n" + strings.Repeat("  p, a, b, c, d, allow\n", 1000) + "c: wrong\n")
	r := &report{Options: Options{Source: func(string) []byte { return file }}, sources: map[string]*source{}}
	at := func(line int) string {
		e, ok := r.excerpt(krm.Result{Message: `"wrong"`, File: &krm.File{Path: "a.yaml"}, Line: line, Column: 1})
		assert.Assert(t, ok)
		return e.text
	}
	assert.Equal(t, at(2), "  p, a, b, c, d, allow")
	text := r.sources["a.yaml"].parsed[0].text
	for i := range text[:len(text)/2] {
		text[i] = ' '
	}
	assert.Equal(t, at(1001), "  p, a, b, c, d, allow")
	assert.Equal(t, at(1002), "c: wrong")
}
