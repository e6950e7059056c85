// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"
)

// token stands in the inputs below as the value of a Secret. No message may hold it.
const token = "planted-7f3a"

const secretBefore = "- apiVersion: v1\n  kind: Secret\n  metadata:\n    name: s\n  stringData:\n    password: " + token + "\n"

type badInput struct{ name, in, want string }

// unreadable are inputs on which no function runs, each with what must be in the line that says so.
func unreadable() []badInput {
	list := func(items string) string { return header + "items:\n" + secretBefore + items }
	return []badInput{
		{"empty", "", "stdin is empty"},
		{"white space", " \n\t\r\n", "stdin is empty"},
		{"only a comment", "# " + token + "\n", "no YAML document"},
		{"only a BOM", "\ufeff", "no YAML document"},
		{"null", "null\n", "root must be a mapping"},
		{"a scalar", token + "\n", "root must be a mapping"},
		{"a list", "- " + token + "\n", "root must be a mapping"},
		{"a Secret", "apiVersion: v1\nkind: Secret\nstringData: {password: " + token + "}\n", "no ResourceList"},
		{"a kubectl List", "apiVersion: v1\nkind: List\nitems:\n" + secretBefore, "no ResourceList"},
		{"another apiVersion", strings.Replace(list(""), "/v1\n", "/v99\n", 1), `"config.kubernetes.io/v99"`},
		{"a long apiVersion", "apiVersion: " + token + "\nkind: ResourceList\n", "must be"},
		{"no apiVersion", "kind: ResourceList\nitems:\n" + secretBefore, "`apiVersion`"},
		{"no kind", "apiVersion: config.kubernetes.io/v1\nitems:\n" + secretBefore, "`kind`"},
		{"a kind that is no string", "apiVersion: config.kubernetes.io/v1\nkind: [" + token + "]\n", "`kind`"},
		{"not YAML", list("- a: \"" + token + "\n"), "not YAML"},
		{"not YAML after a value", list("- {a: '" + token + "' \"b\": [}\n"), "not YAML"},
		{"a tab", list("-\ta: " + token + "\n\t- b\n"), "not YAML"},
		{"an unknown anchor", list("- a: *" + token + "\n"), "not YAML"},
		{"an unknown tag handle", list("- a: !" + token + "!x y\n"), "not YAML"},
		{"an unknown escape", list("- a: \"\\q" + token + "\"\n"), "not YAML"},
		{"a value that is a key", list("- a: " + token + ": b\n"), "not YAML"},
		{"truncated in a key", list("- apiVersion: v1\n  kin"), "not YAML"},
		{"truncated in a scalar", list("- apiVersion: v1\n  kind: A\n  data: \"" + token), "not YAML"},
		{"truncated before kind", list("- apiVersion: v1\n"), "items[1] must have a `kind`"},
		{"NUL", list("- a: " + token + "\x00\n"), "not YAML"},
		{"control characters", list("- a: " + token + "\x1b[31m\n"), "not YAML"},
		{"invalid UTF-8", list("- a: " + token + "\xff\n"), "line 10 of stdin is not UTF-8"},
		{"a surrogate", list("- a: " + token + "\xed\xa0\x80\n"), "not UTF-8"},
		{"UTF-16", "\xff\xfea\x00:\x00 \x00b\x00", "line 1 of stdin is not UTF-8"},
		{"UTF-16 without mark", "a\x00:\x00 \x00b\x00\n\x00", "not YAML"},
		{"two documents", list("") + "---\n" + list(""), "more than one YAML document"},
		{"a broken second document", list("") + "---\n" + token + ": [\n", "not YAML"},
		{"duplicate key of the list", list("") + "items: []\n", `"items" stands twice`},
		{"duplicate key of an item", list("- apiVersion: v1\n  kind: A\n  kind: B\n"), `items[1] key "kind" stands twice`},
		{"duplicate data of a Secret", header + "items:\n" + secretBefore + "  stringData: {}\n", `items[0] key "stringData" stands twice`},
		{"a null item", list("-\n"), "items[1] must be a resource, is null"},
		{"a scalar item", list("- " + token + "\n"), "items[1] must be a resource, is a scalar"},
		{"a list item", list("- [" + token + "]\n"), "items[1] must be a resource, is a list"},
		{"an item without apiVersion", list("- kind: A\n  data: " + token + "\n"), "items[1] must have an `apiVersion`"},
		{"an item without kind", list("- apiVersion: v1\n  data: " + token + "\n"), "items[1] must have a `kind`"},
		{"a kind that is a number", list("- apiVersion: v1\n  kind: 1\n"), "items[1] must have a `kind`"},
		{"several bad items", list("- " + token + "\n- kind: A\n-\n"), "items[1] must be a resource, is a scalar; items[2] must have an `apiVersion`; items[3] must be a resource, is null"},
		{"items as a mapping", header + "items:\n  a: " + token + "\n", "`items` must be a list, is a mapping"},
		{"items as a scalar", header + "items: " + token + "\n", "`items` must be a list, is a scalar"},
		{"functionConfig as a scalar", list("") + "functionConfig: " + token + "\n", "functionConfig must be a resource, is a scalar"},
		{"functionConfig without kind", list("") + "functionConfig: {apiVersion: v1, a: " + token + "}\n", "functionConfig must have a `kind`"},
		{"results as a mapping", list("") + "results: {a: " + token + "}\n", "`results` must be a list, is a mapping"},
	}
}

func TestUnreadable(t *testing.T) {
	for _, tc := range unreadable() {
		t.Run(tc.name, func(t *testing.T) {
			ran := false
			f := Function{Name: "set-thing", Run: func(*ResourceList) error { ran = true; return nil }}
			code, stdout, stderr := call(f, tc.in)
			assert.Equal(t, code, 1)
			assert.Equal(t, stdout, "")
			checkLine(t, stderr)
			assert.Assert(t, cmp.Contains(stderr, tc.want))
			assert.Assert(t, strings.HasPrefix(stderr, "error: set-thing: "), stderr)
			assert.Assert(t, !ran, "the function ran")
			if !strings.HasPrefix(tc.name, "a long apiVersion") {
				assert.Assert(t, !strings.Contains(stderr, token), "a Secret's value leaks: %s", stderr)
			}
		})
	}
}

func TestBrokenPipe(t *testing.T) {
	var stdout, stderr bytes.Buffer
	code := Function{Name: "f", Run: nothing}.Main(nil, strings.NewReader(header+"items: []\n"), brokenPipe{}, &stderr)
	assert.Equal(t, code, 1)
	checkLine(t, stderr.String())
	code = Function{Name: "f", Run: nothing}.Main(nil, brokenPipe{}, &stdout, &stderr)
	assert.Equal(t, code, 1)
	assert.Equal(t, stdout.String(), "")
}

// brokenPipe neither reads nor writes.
type brokenPipe struct{}

func (brokenPipe) Read([]byte) (int, error)  { return 0, errBroken }
func (brokenPipe) Write([]byte) (int, error) { return 0, errBroken }
