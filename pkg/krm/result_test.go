// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"math/rand"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
)

func TestResultSchema(t *testing.T) {
	ref := &ResourceRef{APIVersion: "v1", Kind: "A", Name: "a", Namespace: "ns"}
	for _, tc := range []struct {
		name   string
		result Result
		want   string
	}{
		{"the least", Result{Message: "m"}, "message: m\nseverity: error\n"},
		{"severities", Result{Message: "m", Severity: Warning}, "message: m\nseverity: warning\n"},
		{"rule", Result{Message: "m", Severity: Info, Rule: "a-rule"}, "message: m\nseverity: info\ntags:\n  rule: a-rule\n"},
		{"everything", Result{
			Message: "m: n", Rule: "r", Resource: ref, File: &File{Path: "a/b.yaml", Index: 2}, Line: 7, Column: 3,
			Field: &Field{Path: "spec.x[0]", CurrentValue: "yes", ProposedValue: []string{"a", "on"}},
		}, `message: 'm: n'
severity: error
resourceRef:
  apiVersion: v1
  kind: A
  name: a
  namespace: ns
field:
  path: spec.x[0]
  currentValue: "yes"
  proposedValue:
  - a
  - "on"
file:
  path: a/b.yaml
  index: 2
tags:
  rule: r
`},
		{"a cluster-wide resource", Result{Message: "m", Resource: &ResourceRef{APIVersion: "v1", Kind: "A", Name: "a"}},
			"message: m\nseverity: error\nresourceRef:\n  apiVersion: v1\n  kind: A\n  name: a\n"},
		{"a field without resource", Result{Message: "m", Field: &Field{Path: "spec.x"}}, "message: 'spec.x: m'\nseverity: error\n"},
		{"a field of a resource without name", Result{Message: "m", Resource: &ResourceRef{APIVersion: "v1", Kind: "A"}, Field: &Field{Path: "spec.x"}},
			"message: 'spec.x: m'\nseverity: error\n"},
		{"values", Result{Message: "m", Resource: ref, Field: &Field{Path: "x", CurrentValue: 1.5, ProposedValue: map[string]any{"a": true}}},
			"message: m\nseverity: error\nresourceRef:\n  apiVersion: v1\n  kind: A\n  name: a\n  namespace: ns\nfield:\n  path: x\n  currentValue: 1.5\n  proposedValue:\n    a: true\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l, err := Read([]byte(header + "items: []\n"))
			assert.NilError(t, err)
			l.Report(tc.result)
			var want yaml.Node
			assert.NilError(t, yaml.Unmarshal([]byte(tc.want), &want))
			assert.DeepEqual(t, read(t, []byte(written(t, l))).results, valuesOf(&want))
		})
	}
}

func TestResultsThatCameIn(t *testing.T) {
	for _, s := range shapes() {
		if !strings.HasPrefix(s.name, "results") {
			continue
		}
		_, stdout, stderr := call(Function{Name: "f", Run: func(l *ResourceList) error {
			l.Report(Result{Message: "new", Severity: Info})
			return nil
		}}, string(s.input()))
		assert.Equal(t, stderr, "info: new\n")
		assert.Equal(t, len(read(t, []byte(stdout)).results), 2, stdout)
	}
}

func TestResultLine(t *testing.T) {
	ref := &ResourceRef{APIVersion: "v1", Kind: "A", Name: "a", Namespace: "ns"}
	for _, tc := range []struct {
		want   string
		result Result
	}{
		{"error: m", Result{Message: "m"}},
		{"warning: A/ns/a: m", Result{Message: "m", Severity: Warning, Resource: ref}},
		{"error: f.yaml: A/ns/a: spec.x: m [r]", Result{Message: "m", Rule: "r", Resource: ref, Field: &Field{Path: "spec.x"}, File: &File{Path: "f.yaml"}}},
		{"error: f.yaml[2]: m", Result{Message: "m", File: &File{Path: "f.yaml", Index: 2}}},
		{"error: f.yaml:3:5: m", Result{Message: "m", File: &File{Path: "f.yaml", Index: 2}, Line: 3, Column: 5}},
		{"error: A/a: m", Result{Message: "m", Resource: &ResourceRef{Kind: "A", Name: "a"}}},
	} {
		assert.Equal(t, tc.result.String(), tc.want)
	}
}

// What a person wrote, or somebody else who has a pull request merged, must not steer the terminal of the reader.
func TestResultCannotSteerTheTerminal(t *testing.T) {
	const evil = "a\x1b]0;owned\a\n\r\x9b31m\u0085\u2028\u2029\x00\x7fb\u202ec"
	r := Result{
		Message: evil, Severity: Warning, Rule: evil, Resource: &ResourceRef{APIVersion: evil, Kind: evil, Name: evil, Namespace: evil},
		Field: &Field{Path: evil, CurrentValue: evil}, File: &File{Path: evil},
	}
	code, stdout, stderr := call(Function{Name: "f", Run: func(l *ResourceList) error { l.Report(r); return nil }}, list)
	assert.Equal(t, code, 0)
	checkLine(t, stderr)
	assert.Assert(t, !strings.ContainsAny(stderr, "\x1b\a\r\x00\x7f\u0085\u009b\u2028\u2029\u202e"), "%q", stderr)
	rest, found := strings.CutPrefix(stdout, list)
	assert.Assert(t, found)
	assert.Assert(t, !strings.ContainsAny(rest, "\x1b\a\r\x00\x7f\u0085\u009b\u2028\u2029"), "%q", rest)
}

func TestSortResults(t *testing.T) {
	file := func(path string, index, line, column int) Result {
		return Result{Message: "m", File: &File{Path: path, Index: index}, Line: line, Column: column}
	}
	sorted := []Result{
		{Message: "a", Resource: &ResourceRef{Kind: "K", Name: "a"}}, {Message: "a", Resource: &ResourceRef{Kind: "K", Name: "b"}}, {Message: "a"}, {Message: "b"},
		file("a", 0, 1, 1), file("a", 0, 1, 2), file("a", 0, 2, 1), file("a", 0, 10, 1), file("a", 1, 0, 0), file("a", 10, 0, 0), file("b", 0, 0, 0),
		{Message: "a", Severity: Warning}, {Message: "a", Severity: Info},
	}
	random := rand.New(rand.NewSource(1))
	for range 20 {
		got := append([]Result(nil), sorted...)
		random.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		SortResults(got)
		assert.DeepEqual(t, lines(got), lines(sorted))
	}
}

func lines(results []Result) []string {
	var all []string
	for _, r := range results {
		all = append(all, r.String())
	}
	return all
}

func TestItemResult(t *testing.T) {
	l, err := Read([]byte(header + "items:\n- apiVersion: example.org/v1\n  kind: A\n  metadata:\n    name: a\n    namespace: ns\n    annotations:\n      internal.config.kubernetes.io/path: x/a.yaml\n      internal.config.kubernetes.io/index: '3'\n"))
	assert.NilError(t, err)
	it := l.Items[0]
	assert.Equal(t, it.Result(Error, "rule", "spec.x", it.Node(), "must be %q", "b").String(), `error: x/a.yaml[3]: A/ns/a: spec.x: must be "b" [rule]`)
}
