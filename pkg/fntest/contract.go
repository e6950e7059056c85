// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"
	sigs "sigs.k8s.io/yaml"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// contract is what holds for every function and every list that it can read, passed or failed.
var contract = []struct {
	name  string
	check func(t *testing.T, c *testCase)
}{
	{"schema", func(t *testing.T, c *testCase) { checkSchema(t, c.stdout) }},
	{"one line per result", checkLines},
	{"failed as it came", checkAsItCame},
	{"untouched bytes", checkUntouchedBytes},
	{"idempotent", checkIdempotent},
	{"shuffled", checkShuffled},
	{"versions", checkVersions},
	{"JSON", checkJSON},
	{"environment", checkEnvironment},
	{"annotations of orchestrators", checkAnnotations},
	{"foreign kinds", checkForeign},
	{"Secret", checkSecret},
}

// checkLines: kustomize shows only stderr, so every result is a line there, and nothing else is.
func checkLines(t *testing.T, c *testCase) {
	before := decode(t, string(c.in)).Results
	after := decode(t, c.stdout).Results
	assert.Assert(t, len(after) >= len(before))
	assert.DeepEqual(t, texts(after[:len(before)]), texts(before))
	assert.Equal(t, strings.Count(c.stderr, "\n"), len(after)-len(before), "stderr:\n%s", c.stderr)
	for _, r := range after[len(before):] {
		line, _, _ := strings.Cut(str(r["message"]), "\n")
		assert.Assert(t, cmp.Contains(c.stderr, strings.TrimSpace(line)))
	}
}

func checkAsItCame(t *testing.T, c *testCase) {
	if c.code == 0 {
		t.Skip("the case passes")
	}
	assert.DeepEqual(t, texts(decode(t, c.stdout).Items), texts(decode(t, string(c.in)).Items))
	for _, item := range cutItems(string(c.in)) {
		assert.Assert(t, cmp.Contains(c.stdout, item))
	}
}

// checkUntouchedBytes: an item that leaves with its values leaves with its bytes, and the order of the items is kept.
func checkUntouchedBytes(t *testing.T, c *testCase) {
	before, after := decode(t, string(c.in)).Items, texts(decode(t, c.stdout).Items)
	items := cutItems(string(c.in))
	at := 0
	for i, item := range texts(before) {
		n := slices.Index(after[at:], item)
		if n < 0 {
			assert.Assert(t, !slices.Contains(after[:at], item), "an item moved up:\n%s", item)
			continue // changed or removed
		}
		at += n
		if len(items) == len(before) {
			assert.Assert(t, cmp.Contains(c.stdout, items[i]))
		}
	}
}

// cutItems cuts a list as people and kpt write it, in block style with dashes in one column. It returns nothing for
// every other list: pkg/krm tests those.
func cutItems(list string) []string {
	_, rest, found := strings.Cut("\n"+list, "\nitems:\n")
	if !found || strings.Contains(list, "\r") {
		return nil
	}
	indent := len(rest) - len(strings.TrimLeft(rest, " "))
	var items []string
	for line := range strings.Lines(rest) {
		switch {
		case strings.HasPrefix(line[min(indent, len(line)):], "- ") && strings.TrimLeft(line[:indent], " ") == "":
			items = append(items, line)
		case line[0] != ' ' && line[0] != '\n' && line[0] != '#':
			return items
		case len(items) > 0 && !strings.HasPrefix(strings.TrimLeft(line, " "), "#"):
			items[len(items)-1] += line
		}
	}
	return items
}

// K2: a second run over what the first one wrote changes nothing.
func checkIdempotent(t *testing.T, c *testCase) {
	if c.code != 0 {
		t.Skip("the case fails")
	}
	again := call(c.fn, []byte(withoutResults(t, c.stdout)))
	assert.Equal(t, again.code, 0, again.stderr)
	assert.Equal(t, withoutResults(t, again.stdout), withoutResults(t, c.stdout))
}

// withoutResults takes the results of a run out of a list, as orchestrators do before the next function.
func withoutResults(t *testing.T, list string) string {
	t.Helper()
	root := parse(t, list)
	lines := strings.SplitAfter(list, "\n")
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value != "results" {
			continue
		}
		end := len(lines)
		if i+2 < len(root.Content) {
			end = root.Content[i+2].Line - 1
		}
		return strings.Join(slices.Delete(slices.Clone(lines), root.Content[i].Line-1, end), "")
	}
	return list
}

// checkShuffled: the order of the items says nothing. Of what comes out, only the place among the resources of a file
// may depend on it.
func checkShuffled(t *testing.T, c *testCase) {
	for name, shuffle := range map[string]func([]*yaml.Node) []*yaml.Node{
		"reversed": func(items []*yaml.Node) []*yaml.Node { slices.Reverse(items); return items },
		"rotated": func(items []*yaml.Node) []*yaml.Node {
			n := len(items) / 2
			return append(slices.Clone(items[n:]), items[:n]...)
		},
	} {
		got := call(c.fn, edit(t, c.in, shuffle))
		assert.Equal(t, got.code, c.code, "%s: %s", name, got.stderr)
		assert.Equal(t, got.stderr, c.stderr, name)
		shuffled, straight := decode(t, got.stdout), decode(t, c.stdout)
		assert.DeepEqual(t, sorted(texts(shuffled.Results)), sorted(texts(straight.Results)))
		assert.DeepEqual(t, sorted(texts(withoutIndex(shuffled.Items))), sorted(texts(withoutIndex(straight.Items))))
	}
}

func withoutIndex(items []map[string]any) []map[string]any {
	for _, item := range items {
		delete(annotations(item), krm.IndexAnnotation)
		delete(annotations(item), krm.LegacyIndexAnnotation)
	}
	return items
}

var listVersion = regexp.MustCompile(`(?m)^apiVersion: ["']?config\.kubernetes\.io/v1(beta1)?["']?$`)

// S1: both versions of the list mean the same.
func checkVersions(t *testing.T, c *testCase) {
	if len(listVersion.FindAll(c.in, -1)) != 1 {
		t.Skip("the list is not in block style")
	}
	for _, version := range []string{krm.APIVersion, krm.APIVersionV1Beta} {
		line := "apiVersion: " + version
		got := call(c.fn, listVersion.ReplaceAll(c.in, []byte(line)))
		assert.Equal(t, got.code, c.code, got.stderr)
		assert.Equal(t, got.stderr, c.stderr)
		assert.Equal(t, got.stdout, listVersion.ReplaceAllString(c.stdout, line))
	}
}

// S5: JSON is YAML.
func checkJSON(t *testing.T, c *testCase) {
	in, err := sigs.YAMLToJSON(c.in)
	assert.NilError(t, err)
	assert.Assert(t, json.Valid(in))
	got := call(c.fn, in)
	assert.Equal(t, got.code, c.code, got.stderr)
	assert.Equal(t, got.stderr, c.stderr)
	want, wrote := decode(t, c.stdout), decode(t, got.stdout)
	assert.DeepEqual(t, texts(wrote.Items), texts(want.Items))
	assert.DeepEqual(t, texts(wrote.Results), texts(want.Results))
}

// K6: a function is configured by the list alone.
func checkEnvironment(t *testing.T, c *testCase) {
	for _, perturb := range []func(t *testing.T){scrub, disturb} {
		t.Run("", func(t *testing.T) {
			perturb(t)
			assert.Equal(t, call(c.fn, c.in), c.outcome)
		})
	}
}
