// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// probes are annotations that orchestrators put on items today, or may put there tomorrow (S12, S16, O6).
var probes = map[string]string{
	"internal.config.kubernetes.io/fairlead-probe": "kept",
	"internal.config.kubernetes.io/seqindent":      "wide",
	"config.kubernetes.io/fairlead-probe":          "kept",
	"config.k8s.io/id":                             "7",
	"kustomize.config.k8s.io/id":                   "7",
}

// checkAnnotations: what an orchestrator wrote on an item comes back to it, and changes nothing else.
func checkAnnotations(t *testing.T, c *testCase) {
	in := edit(t, c.in, func(items []*yaml.Node) []*yaml.Node {
		for _, item := range items {
			for key, value := range probes {
				setAnnotation(item, key, value)
			}
		}
		return items
	})
	got := call(c.fn, in)
	assert.Equal(t, got.code, c.code, got.stderr)
	assert.Equal(t, got.stderr, c.stderr)
	want := map[string]bool{}
	for _, item := range decode(t, string(in)).Items {
		want[identity(item)] = annotations(item) != nil
	}
	for _, item := range decode(t, got.stdout).Items {
		if !want[identity(item)] {
			continue
		}
		for key, value := range probes {
			assert.Equal(t, annotations(item)[key], value, "%s of %s", key, identity(item))
		}
	}
	assert.DeepEqual(t, texts(withoutProbes(decode(t, got.stdout).Items)), texts(withoutProbes(decode(t, c.stdout).Items)))
}

func setAnnotation(item *yaml.Node, key, value string) {
	meta := krm.Lookup(item, "metadata")
	if meta == nil || meta.Kind != yaml.MappingNode {
		return
	}
	a := krm.Lookup(meta, "annotations")
	if a == nil || a.Kind != yaml.MappingNode {
		if a != nil {
			return
		}
		a = krm.Map()
		krm.Put(meta, "annotations", a)
	}
	if v := krm.Lookup(a, key); v != nil {
		*v = *krm.String(value)
		return
	}
	krm.Put(a, key, krm.String(value))
}

func withoutProbes(items []map[string]any) []map[string]any {
	for _, item := range items {
		a := annotations(item)
		for key := range probes {
			delete(a, key)
		}
		if a != nil && len(a) == 0 {
			delete(item["metadata"].(map[string]any), "annotations")
		}
	}
	return items
}

const foreign = `apiVersion: example.org/v1
kind: Foreign
metadata:
  name: foreign   # kept
  annotations:
    internal.config.kubernetes.io/path: foreign.yaml
    internal.config.kubernetes.io/index: '0'
    config.kubernetes.io/path: foreign.yaml
    config.kubernetes.io/index: '0'
spec: {a:   [1,  2], "b": 'yes'}
`

// checkForeign: a kind that nobody knows passes, and changes nothing else.
func checkForeign(t *testing.T, c *testCase) {
	got := call(c.fn, withItem(t, c.in, foreign))
	assert.Equal(t, got.code, c.code, got.stderr)
	assert.Equal(t, got.stderr, c.stderr)
	var rest []map[string]any
	found := false
	for _, item := range decode(t, got.stdout).Items {
		if item["kind"] == "Foreign" && annotations(item)[krm.PathAnnotation] == "foreign.yaml" {
			assert.Equal(t, text(item), text(decode(t, "items:\n- "+indented(foreign)).Items[0]))
			found = true
			continue
		}
		rest = append(rest, item)
	}
	assert.Assert(t, found, "the foreign item is gone:\n%s", got.stdout)
	assert.DeepEqual(t, texts(rest), texts(decode(t, c.stdout).Items))
}

func indented(resource string) string {
	return strings.TrimRight(strings.ReplaceAll(resource, "\n", "\n  "), " ")
}

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
