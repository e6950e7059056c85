// SPDX-License-Identifier: Apache-2.0

package generate_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// files is a package in memory: path to content, of one or more documents.
type files map[string]string

const shortProject = `apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata:
  name: home-manager
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  repository: https://github.com/owner/home-manager
  images:
    - ghcr.io/owner/home-manager
  secrets:
    - name: home-manager-secrets
      keys: [API_TOKEN, DB_PASSWORD]
`

// project returns the short Project with lines appended to its spec.
func project(spec ...string) string {
	return shortProject + indentLines(spec)
}

// named returns a Project of another name, of images or Secrets none.
func named(name string, spec ...string) string {
	return fmt.Sprintf(`apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata:
  name: %s
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  repository: https://github.com/owner/%s
`, name, name) + indentLines(spec)
}

func platform(spec ...string) string {
	return `apiVersion: fairlead.dev/v1alpha1
kind: Platform
metadata:
  name: k3s
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
` + indentLines(append([]string{"argocd: {version: v3.5.7}"}, spec...))
}

func indentLines(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		for line := range strings.Lines(l) {
			b.WriteString("  " + strings.TrimSuffix(line, "\n") + "\n")
		}
	}
	return b.String()
}

// run runs a function over the files and returns them as they are afterwards, with the results.
func run(t *testing.T, f func(*krm.ResourceList) error, in files) (files, []krm.Result) {
	t.Helper()
	var docs []krm.Document
	for _, path := range sortedPaths(in) {
		for i, text := range strings.Split(in[path], "\n---\n") {
			docs = append(docs, krm.Document{Path: path, Index: i, Line: 1, Text: []byte(strings.TrimSuffix(text, "\n") + "\n")})
		}
	}
	list, err := krm.FromDocuments(docs)
	assert.NilError(t, err)
	krm.Function{Name: "test", Run: f}.Apply(list)
	if krm.Failed(list.Results) {
		return in, list.Results
	}
	out := files{}
	for _, it := range list.Items {
		if it.Removed() {
			continue
		}
		text, err := it.YAML()
		assert.NilError(t, err)
		if out[it.Path] != "" {
			out[it.Path] += "---\n"
		}
		out[it.Path] += string(text)
	}
	return out, list.Results
}

// deliver is generate-delivery that must succeed.
func deliver(t *testing.T, in files) files {
	t.Helper()
	out, results := run(t, generate.Delivery, in)
	assert.Assert(t, !krm.Failed(results), "%v", results)
	return out
}

// settled checks that a second run changes nothing.
func settled(t *testing.T, out files) {
	t.Helper()
	again := deliver(t, out)
	assert.DeepEqual(t, again, out)
}

func sortedPaths(f files) []string {
	var paths []string
	for p := range f {
		paths = append(paths, p)
	}
	for i := range paths {
		for j := i + 1; j < len(paths); j++ {
			if paths[j] < paths[i] {
				paths[i], paths[j] = paths[j], paths[i]
			}
		}
	}
	return paths
}

// edit replaces text in a file and fails where it is not there.
func (f files) edit(t *testing.T, path, old, replacement string) files {
	t.Helper()
	assert.Assert(t, strings.Contains(f[path], old), "%s has no %q:\n%s", path, old, f[path])
	c := files{}
	for p, text := range f {
		c[p] = text
	}
	c[path] = strings.Replace(f[path], old, replacement, 1)
	return c
}

// without returns the files without one.
func (f files) without(path string) files {
	c := files{}
	for p, text := range f {
		if p != path {
			c[p] = text
		}
	}
	return c
}

// with returns the files with one more.
func (f files) with(path, text string) files {
	c := f.without(path)
	c[path] = text
	return c
}

func messages(results []krm.Result) string {
	var b bytes.Buffer
	for _, r := range results {
		fmt.Fprintln(&b, r)
	}
	return b.String()
}

func has(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		assert.Check(t, strings.Contains(text, p), "missing %q in:\n%s", p, text)
	}
}

func hasNot(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		assert.Check(t, !strings.Contains(text, p), "unwanted %q in:\n%s", p, text)
	}
}
