// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"
)

func withItem(t *testing.T, in []byte, resource string) []byte {
	t.Helper()
	return edit(t, in, func(items []*yaml.Node) []*yaml.Node { return append(items, parse(t, resource)) })
}

const planted = "planted-3c9e"

const filledSecret = `apiVersion: v1
kind: Secret
metadata:
  name: filled
  annotations:
    internal.config.kubernetes.io/path: secrets/filled.yaml
    config.kubernetes.io/path: secrets/filled.yaml
data:
  TOKEN: ` + planted + `
stringData:
  PASSWORD: |
    first
    ` + planted + `
`

// checkSecret: a Secret with values stops every function; path and keys are named, the values nowhere but in the item.
func checkSecret(t *testing.T, c *testCase) {
	in := withItem(t, c.in, filledSecret)
	got := call(c.fn, in)
	assert.Equal(t, got.code, 1)
	for _, want := range []string{"secrets/filled.yaml", "Secret/filled", "data.TOKEN", "stringData.PASSWORD"} {
		assert.Assert(t, cmp.Contains(got.stderr, want))
	}
	assert.Assert(t, !strings.Contains(got.stderr, planted), "stderr holds a Secret's value:\n%s", got.stderr)
	assert.Assert(t, !strings.Contains(text(decode(t, got.stdout).Results), planted), "a result holds a Secret's value")
	assert.Equal(t, strings.Count(got.stdout, planted), strings.Count(string(in), planted), "stdout holds a Secret's value once more than stdin")
	assert.DeepEqual(t, texts(decode(t, got.stdout).Items), texts(decode(t, string(in)).Items))
}
