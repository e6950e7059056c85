// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
	sigs "sigs.k8s.io/yaml"
)

// odd are strings of which some YAML makes something else, or which an emitter gets wrong.
var odd = []string{
	"", "a", "yes", "Yes", "YES", "no", "No", "on", "On", "off", "OFF", "y", "Y", "n", "N", "true", "True", "false", "FALSE", "tRuE",
	"null", "Null", "NULL", "~", "=", "<<", "<", ".", "..", "...", "-", "--", "---", "--- a", "... a", "?", ":", "::", "!", "&", "*", "#",
	"0", "1", "-1", "+1", "1:30", "1:30:00", "190:20:30.15", "0o17", "017", "0x1f", "0X1F", "0b101", "1_000", "1.5", "1.", ".5", "1e3", "1E3", "1e", "e1",
	".inf", ".Inf", "-.INF", "+.inf", ".nan", ".NaN", "inf", "NaN", "2001-01-01", "2001-01-01T00:00:00Z", "2001-1-1 1:2:3", "v1.2.3", "1.2.3", "1a", "0xg",
	"_1", "1__", "123456789012345678901234567890", "a: b", "a:", ":a", "a:b", "a #b", "#a", "a#b", "a # b", "- a", "-a", "? a", "?a", "@x", "`x", "%x", "!x", "&x", "*x",
	"|", ">", "| a", "[a]", "a]", "[", "{a: b}", "{}", "}", "a, b", ",a", "'", "''", "'a'", "\"", "\"a\"", "a\"b", "it's", "\\", "\\n", "a\\b",
	" ", " a", "a ", "  ", "\t", "\ta", "a\t", "a\tb", "a  b", "\n", "\n\n", "a\n", "a\n\n", "a\n\n\n", "\na", "\n\na\n", "a\nb", "a\nb\n", "a\n\nb\n\n", "a\n b", " a\nb", "  a\n b\n",
	"a\n\tb", "\ta\nb", "a \nb", "a\nb ", "a\n \nb", "a\n ", "a\n  \n", "# a\nb", "- a\n- b\n", "a: b\nc: d\n", "---\na\n", "a\n---\n", "...\n", "%YAML 1.1\n", "a\r\nb", "a\rb", "\r", "a\r",
	"\u0000", "\a", "\b", "\v", "\f", "\x1b", "\x1b[31m", "\x7f", "\u0080", "\u0085", "a\u0085b", "\u00a0", "a\u00a0", "é", "\u2028", "a\u2028b", "a\nb\u2028c\n", "\u2029", "\ufeff", "\ufeffa", "a\ufeff",
	"\u200b", "\ufffd", "\ufffe", "\uffff", "\ue000", "😀", "a😀\nb\n", "\U0010ffff", "日本語", "日本: 語", strings.Repeat("a", 200), strings.Repeat("long word ", 40) + ".", strings.Repeat("a\n", 100),
	"regexp:^sha-[0-9a-f]{7,40}$", "ghcr.io/owner/app:~1", "p, role:ci, applications, get, */app, allow\n", "<KEY>", "e30=",
}

func TestString(t *testing.T) {
	for _, s := range odd {
		t.Run(s, func(t *testing.T) { checkString(t, s) })
	}
}

func FuzzString(f *testing.F) {
	for _, s := range odd {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkString(t, s) })
}

// checkString prints a string at every kind of place and reads it with all YAMLs that will read it.
func checkString(t *testing.T, s string) {
	t.Helper()
	want := strings.ToValidUTF8(s, "\ufffd")
	n := Map(String("value"), String(s), String("list"), List(String(s), List(String(s)), Map(String("in"), String(s))), String("end"), String("x"))
	checkText(t, string(Append(nil, n, 0)), want)
	// yaml.v3 prints a key of more than 128 bytes in another form, and no YAML reads one of more than 1024 without it.
	if len(want) > 100 || utf8.RuneCountInString(want)*6 > 100 {
		return
	}
	n = Map(String("map"), Map(String(s), String("x")), String("list"), List(Map(String(s), Map(String(s), String(s)))))
	text := string(Append(nil, n, 0))
	var v struct {
		Map  map[string]string
		List []map[string]map[string]string
	}
	assert.NilError(t, yaml.Unmarshal([]byte(text), &v), text)
	assert.DeepEqual(t, v.Map, map[string]string{want: "x"})
	assert.DeepEqual(t, v.List[0], map[string]map[string]string{want: {want: want}})
	assert.NilError(t, sigs.Unmarshal([]byte(text), &v), text)
	assert.DeepEqual(t, v.Map, map[string]string{want: "x"})
	if !strings.ContainsAny(want, "\n\r\u0085\u2028\u2029") && !strings.HasPrefix(want, "\ufeff") { // nor does it leave a key of several lines on one
		checkFixedPoint(t, text)
	}
}

func checkText(t *testing.T, text, want string) {
	t.Helper()
	var v3, v1 map[string]any
	assert.NilError(t, yaml.Unmarshal([]byte(text), &v3), text)
	assert.Equal(t, v3["value"], want, text)
	assert.NilError(t, sigs.Unmarshal([]byte(text), &v1), text)
	assert.Equal(t, v1["value"], want, text)
	all := []any{want, []any{want}, map[string]any{"in": want}}
	assert.DeepEqual(t, v3["list"], any(all))
	assert.DeepEqual(t, v1["list"], any(all))
	n, err := kyaml.Parse(text)
	assert.NilError(t, err)
	k, err := n.GetString("value")
	assert.NilError(t, err)
	assert.Equal(t, k, want)
	if !strings.HasPrefix(want, "\ufeff") { // the encoder escapes every rune of such a text
		checkFixedPoint(t, text)
	}
}

// checkFixedPoint checks that kpt, which prints what it read with kyaml, leaves the text alone.
func checkFixedPoint(t *testing.T, text string) {
	t.Helper()
	n, err := kyaml.Parse(text)
	assert.NilError(t, err)
	again, err := n.String()
	assert.NilError(t, err)
	assert.Equal(t, again, text)
}

// A whole resource, with comments, as generators make it.
func TestAppend(t *testing.T) {
	key := String("data")
	key.HeadComment = "# one\n# two"
	n := Map(
		String("apiVersion"), String("v1"),
		String("metadata"), Map(String("name"), String("a"), String("annotations"), Map(), String("labels"), Map(String("x"), String("1"))),
		key, Map(String("list"), Strings(nil), String("strings"), Strings([]string{"a", "no"}), String("text"), String("a\nb\n")),
		String("flag"), Bool(true), String("other"), Bool(false),
		String("list"), List(Map(String("a"), List(Map(String("b"), String("c"), String("d"), String("e")))), String("x")),
	)
	text := string(Append([]byte("- "), n, 2))
	assert.Equal(t, text, `- apiVersion: v1
  metadata:
    name: a
    annotations: {}
    labels:
      x: "1"
  # one
  # two
  data:
    list: []
    strings:
    - a
    - "no"
    text: |
      a
      b
  flag: true
  other: false
  list:
  - a:
    - b: c
      d: e
  - x
`)
	checkFixedPoint(t, string(Append(nil, n, 0)))
}
