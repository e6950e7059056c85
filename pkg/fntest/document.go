// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"encoding/json"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// checkHelp: kpt fn doc runs a function with --help and shows what it prints (O13).
func checkHelp(t *testing.T, fn krm.Function) {
	got := call(fn, []byte("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n"), "--help")
	assert.Equal(t, got.code, 0, got.stderr)
	assert.Equal(t, got.stderr, "")
	for _, section := range []string{"Short", "Long", "Examples"} {
		s := fn.Section(section)
		assert.Assert(t, s != "", "the README has no section %s", section)
		assert.Assert(t, strings.Contains(got.stdout, s))
	}
}

func checkDoc(t *testing.T, fn krm.Function) {
	got := call(fn, nil, "--doc")
	assert.Equal(t, got.code, 0, got.stderr)
	var doc map[string]any
	assert.NilError(t, json.Unmarshal([]byte(got.stdout), &doc))
	for _, key := range []string{"short", "long", "examples", "image", "description", "license"} {
		assert.Assert(t, doc[key] != "" && doc[key] != nil, "%q is empty in %s", key, got.stdout)
	}
}

// checkUnreadable: on what is no ResourceList a function says one line and writes nothing.
func checkUnreadable(t *testing.T, fn krm.Function) {
	for name, in := range map[string]string{
		"empty": "", "not YAML": "a: [\n", "a resource": "apiVersion: v1\nkind: Secret\nstringData: {a: " + planted + "}\n",
		"another version": "apiVersion: config.kubernetes.io/v99\nkind: ResourceList\nitems: []\n",
		"truncated":       "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- apiVersion: v1\n  kind: Secret\n  data: {a: " + planted,
	} {
		got := call(fn, []byte(in))
		assert.Equal(t, got.code, 1, name)
		assert.Equal(t, got.stdout, "", name)
		assert.Equal(t, strings.Count(got.stderr, "\n"), 1, "%s: %s", name, got.stderr)
		assert.Assert(t, strings.Contains(got.stderr, fn.Name) && !strings.Contains(got.stderr, planted), got.stderr)
	}
}
