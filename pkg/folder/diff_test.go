// SPDX-License-Identifier: Apache-2.0

package folder_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/fs"

	"github.com/fairlead-krm/fairlead/pkg/folder"
)

func diff(t *testing.T, planned *folder.Plan) string {
	t.Helper()
	var out strings.Builder
	assert.NilError(t, planned.Diff(&out))
	return out.String()
}

func TestDiff(t *testing.T) {
	p, _ := read(t,
		fs.WithFile("a.yaml", "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\ng: 7\nh: 8\ni: 9\nj: 10\nk: 11"),
		fs.WithFile("gone.yaml", "g: 1\n"))
	planned := plan(t, p,
		folder.Replace("a.yaml", 0, []byte("a: 1\nb: two\nc: 3\nd: 4\ne: 5\nf: 6\ng: 7\nh: 8\ni: 9\nj: 10\nk: 11\n")),
		folder.Remove("gone.yaml", 0), folder.Add("new.yaml", []byte("n: 1\nm: 2\n")))
	assert.Equal(t, diff(t, planned), `--- a/a.yaml
+++ b/a.yaml
@@ -1,5 +1,5 @@
 a: 1
-b: 2
+b: two
 c: 3
 d: 4
 e: 5
@@ -8,4 +8,4 @@
 h: 8
 i: 9
 j: 10
-k: 11
\ No newline at end of file
+k: 11
--- a/gone.yaml
+++ /dev/null
@@ -1 +0,0 @@
-g: 1
--- /dev/null
+++ b/new.yaml
@@ -0,0 +1,2 @@
+n: 1
+m: 2
`)
}

func TestDiffHidesSecrets(t *testing.T) {
	const value = "aHVudGVyMg=="
	for name, text := range map[string]string{
		"block":           "apiVersion: v1\nkind: Secret\ndata:\n  k: " + value + "\n",
		"flow":            "{apiVersion: v1, \"kind\": \"Secret\", stringData: {k: " + value + "}}\n",
		"escaped":         "apiVersion: v1\n\"k\\u0069nd\": \"S\\u0065cret\"\ndata: {k: " + value + "}\n",
		"anchor":          "a: &s Secret\nkind: *s\ndata: {k: " + value + "}\n",
		"merge":           "a: &s {kind: Secret}\nb:\n  <<: *s\n  data: {k: " + value + "}\n",
		"list":            "kind: List\nitems:\n- kind: Secret\n  data: {k: " + value + "}\n",
		"secret list":     "kind: SecretList\nitems:\n- data: {k: " + value + "}\n",
		"in a text":       "kind: ConfigMap\ndata:\n  m: |\n    kind: Secret\n    data: {k: " + value + "}\n",
		"generator":       "secretGenerator:\n- name: a\n  literals: [k=" + value + "]\n",
		"no YAML":         "kind: Secret\n  data: {k: " + value + "}\n: {{ .x }}\n",
		"behind U+0085":   "a: 1\u0085---\u0085kind: Secret\u0085data: {k: " + value + "}\n",
		"key by an alias": "a: &k kind\n*k : Secret\ndata: {k: " + value + "}\n",
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := read(t, fs.WithFile("old.yaml", "a: 1\n---\n"+text), fs.WithFile("plain.yaml", "p: 1\n"))
			got := diff(t, plan(t, p,
				folder.Replace("old.yaml", 0, []byte("a: 2\n")), folder.Remove("old.yaml", 1),
				folder.Add("new.yaml", []byte(text)), folder.Replace("plain.yaml", 0, []byte("p: 2\n"))))
			assert.Assert(t, !strings.Contains(got, value), got)
			assert.Equal(t, strings.Count(got, "not shown: the file holds a Secret)"), 2, got)
			assert.Assert(t, strings.Contains(got, "-p: 1\n+p: 2\n"), got)
		})
	}
}

func TestDiffHiddenForm(t *testing.T) {
	p, _ := read(t, fs.WithFile("s.yaml", "apiVersion: v1\nkind: Secret\ndata:\n  k: a\n"))
	planned := plan(t, p, folder.Replace("s.yaml", 0, []byte("apiVersion: v1\nkind: Secret\ndata:\n  k: b\n")))
	assert.Equal(t, diff(t, planned), "--- a/s.yaml\n+++ b/s.yaml\n(2 lines differ; not shown: the file holds a Secret)\n")
}

// References to Secrets are what Fairlead writes most: they are shown.
func TestDiffShowsReferences(t *testing.T) {
	const text = `kind: Application
spec:
  ignoreDifferences:
  - group: ""
    kind: Secret
    name: home-secrets
    namespace: home
    jsonPointers: [/data, /stringData]
---
kind: AppProject
spec:
  namespaceResourceBlacklist:
  - group: ""
    kind: Secret
`
	p, _ := read(t, fs.WithFile("a.yaml", text))
	got := diff(t, plan(t, p, folder.Remove("a.yaml", 1)))
	assert.Assert(t, strings.Contains(got, "-kind: AppProject\n"), got)
}
