// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"
)

func secretWith(fields string) string {
	return header + `items:
- apiVersion: v1
  kind: Secret
  metadata:
    name: s
    namespace: ns
    annotations:
      internal.config.kubernetes.io/path: secrets/s.yaml
` + fields
}

// Every function refuses a Secret with values before it does anything else.
func TestSecretWithValues(t *testing.T) {
	for _, tc := range []struct {
		name, fields string
		keys         []string
	}{
		{"data", "  data:\n    TOKEN: " + token + "\n", []string{"data.TOKEN"}},
		{"stringData", "  stringData:\n    TOKEN: '" + token + "'\n    EMPTY: ''\n", []string{"stringData.TOKEN"}},
		{"all keys at once", "  stringData: {A: " + token + ", B: " + token + "2}\n  data: {C: " + token + "}\n", []string{"data.C", "stringData.A", "stringData.B"}},
		{"data is a scalar", "  data: " + token + "\n", []string{"data"}},
		{"data is a list", "  data: [" + token + "]\n", []string{"data"}},
		{"a value is a mapping", "  data: {A: {B: " + token + "}}\n", []string{"data.A"}},
		{"a value is a number", "  stringData: {A: 1234}\n", []string{"stringData.A"}},
		{"a block scalar", "  stringData:\n    A: |\n      <KEY>\n      " + token + "\n", []string{"stringData.A"}},
		{"by alias", "  x: &x {TOKEN: " + token + "}\n  data: *x\n", []string{"data.TOKEN", "a Secret has no such top-level field"}},
		{"by merge key", "  x: &x {data: {TOKEN: " + token + "}}\n  <<: *x\n", []string{"data.TOKEN", "a Secret has no such top-level field"}},
		{"by merge key in data", "  x: &x {TOKEN: " + token + "}\n  data: {<<: *x}\n", []string{"data.<<", "a Secret has no such top-level field"}},
		{"stringData misspelt", "  stringdata: {p: " + token + "}\n", []string{"stringdata"}},
		{"stringData is a scalar", "  stringData: " + token + "\n", []string{"stringData"}},
		{"data below spec", "  spec: {data: {p: " + token + "}}\n", []string{"spec"}},
		{"a list at the top", "  password: [1234, " + token + "]\n", []string{"a Secret has no such top-level field"}},
		{"a key merged in place", "  <<: {stringdata: {p: " + token + "}}\n", []string{"stringdata"}},
		{"a placeholder and more", "  stringData: {A: <a> " + token + " <b>}\n", []string{"stringData.A"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := secretWith(tc.fields)
			f := Function{Name: "f", Run: func(*ResourceList) error { panic("the function ran") }}
			code, stdout, stderr := call(f, in)
			assert.Equal(t, code, 1)
			assert.Equal(t, strings.Count(stderr, "\n"), len(tc.keys), stderr)
			for _, key := range tc.keys {
				assert.Assert(t, cmp.Contains(stderr, "error: secrets/s.yaml: Secret/ns/s: "+key+": "))
			}
			assert.Assert(t, !strings.Contains(stderr, token) && !strings.Contains(stderr, "1234"), stderr)
			results, found := strings.CutPrefix(stdout, in)
			assert.Assert(t, found, "the list must leave as it came:\n%s", stdout)
			assert.Assert(t, !strings.Contains(results, token) && !strings.Contains(results, "1234"), results)
		})
	}
}

func TestSecretWithoutValues(t *testing.T) {
	for name, fields := range map[string]string{
		"none":                      "",
		"null":                      "  data:\n  stringData: null\n",
		"empty":                     "  data: {}\n  stringData: {A: '', B: , C: ~}\n",
		"placeholders":              "  data: {A: <A>, B: ' <B_KEY> '}\n",
		"an empty credential":       "  data: {.dockerconfigjson: e30=}\n  stringData: {a: '{}'}\n",
		"encrypted by SOPS":         "  data: {A: 'ENC[AES256_GCM,data:x,type:str]'}\n",
		"unknown fields of nothing": "  spec: {data: {A: <A>}}\n  status: {}\n  imutable: true\n  x: ~\n",
		"a type and references":     "  type: Opaque\n  immutable: false\n",
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := call(Function{Name: "f", Run: nothing}, secretWith(fields))
			assert.Equal(t, stderr, "")
			assert.Equal(t, code, 0)
			assert.Equal(t, stdout, secretWith(fields))
		})
	}
}

func TestStrayMessage(t *testing.T) {
	for key, want := range map[string]string{"stringdata": "stringdata", "spec": "spec", token: ""} {
		path, message := StrayMessage(key)
		assert.Equal(t, path, want)
		assert.Assert(t, !strings.Contains(message, token), message)
	}
	_, message := StrayMessage("stringdata")
	assert.Assert(t, cmp.Contains(message, `did you mean "stringData"?`))
}

// A kind in another case of letters is refused by the API server, and its values are in Git all the same.
func TestSecretInSmallLetters(t *testing.T) {
	in := strings.Replace(secretWith("  stringData: {p: "+token+"}\n"), "kind: Secret", "kind: secret", 1)
	code, _, stderr := call(Function{Name: "f", Run: nothing}, in)
	assert.Equal(t, code, 1)
	assert.Assert(t, cmp.Contains(stderr, "stringData.p: "))
	assert.Assert(t, !strings.Contains(stderr, token), stderr)
}

// What Argo CD is told of a repository or a cluster is a value, and no credential.
func TestSecretThatDeclares(t *testing.T) {
	label := func(fields string) string {
		return strings.Replace(secretWith(fields), "    name: s\n", "    name: s\n    labels: {argocd.argoproj.io/secret-type: cluster}\n", 1)
	}
	in := label(`  stringData: {name: home, server: 'https://10.0.0.1:6443', config: '{"tlsClientConfig":{"insecure":false}}'}` + "\n")
	code, stdout, stderr := call(Function{Name: "f", Run: nothing}, in)
	assert.Equal(t, code, 0, stderr)
	assert.Equal(t, stdout, in)
	code, _, stderr = call(Function{Name: "f", Run: nothing}, label(`  stringData: {name: home, config: '{"bearerToken":"`+token+`"}'}`+"\n"))
	assert.Equal(t, code, 1)
	assert.Assert(t, cmp.Contains(stderr, "stringData.config"))
	assert.Assert(t, !strings.Contains(stderr, token), stderr)
}

// Only Secrets of the core group hold Secrets.
func TestOtherKindsCalledSecret(t *testing.T) {
	in := strings.Replace(secretWith("  data: {A: value}\n"), "apiVersion: v1", "apiVersion: example.org/v1", 1)
	code, _, stderr := call(Function{Name: "f", Run: nothing}, in)
	assert.Equal(t, code, 0, stderr)
}
