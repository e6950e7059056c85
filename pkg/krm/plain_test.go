// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
)

// FuzzPlain holds readPlain against the parser: where it reads a document, both make the same tree of it.
func FuzzPlain(f *testing.F) {
	for _, in := range plainSeeds(f) {
		f.Add(in)
	}
	f.Fuzz(checkPlain)
}

func checkPlain(t *testing.T, in []byte) {
	got, ok := readPlain(in)
	if !ok {
		return
	}
	var want yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(in))
	assert.NilError(t, dec.Decode(&want), "%q", in)
	assert.Assert(t, errors.Is(dec.Decode(new(yaml.Node)), io.EOF), "%q", in)
	if difference := unlike(got, &want, ""); difference != "" {
		t.Fatalf("%s of\n%q", difference, in)
	}
}

// unlike names the first difference of two trees.
func unlike(got, want *yaml.Node, path string) string {
	a, b := *got, *want
	a.Content, b.Content = nil, nil
	if !reflect.DeepEqual(a, b) {
		return fmt.Sprintf("%s: got\n%#v\nwant\n%#v", path, a, b)
	}
	if len(got.Content) != len(want.Content) {
		return fmt.Sprintf("%s: got %d nodes, want %d", path, len(got.Content), len(want.Content))
	}
	for i := range got.Content {
		if d := unlike(got.Content[i], want.Content[i], fmt.Sprintf("%s/%d", path, i)); d != "" {
			return d
		}
	}
	return ""
}

// TestPlainIsTaken holds that what orchestrators send is read the fast way.
func TestPlainIsTaken(t *testing.T) {
	for _, in := range []string{
		"a: b\n",
		"a:\n  b: 1\n  c: {}\n  d: []\n  e: ''\n  f: \"g: h\"\n  i:\n  - j: |\n      k\n\n      l\n    m: n\n  -   - o\n      - p\n",
		plainList(plainItem("one", "")),
		plainList(plainItem("one", " # kpt-merge: a/b") + plainItem("two", "") + plainItem("three", "\n    # above\n    labels: {a: b}")),
		plainList("- # above\n  apiVersion: v1\n  kind: Service\n  args: [a, \"b c\"]\n" + plainItem("two", "")),
	} {
		_, ok := readPlain([]byte(in))
		assert.Assert(t, ok, "%s", in)
		checkPlain(t, []byte(in))
	}
}

// TestPlainLeaves holds that what needs a parser is left to it.
func TestPlainLeaves(t *testing.T) {
	for _, in := range []string{
		"", "a", "a: b", "a: b\r\n", "a: &b c\n", "a: *b\n", "a: !c d\n", "<<: {}\n", "a: b\n  c\n", "a: 'b\n  c'\n", "? a\n: b\n",
		"---\na: b\n", "a: b\n---\nc: d\n", "a: b\n...\n", "%a: b\n", "a:\tb\n", "a: b # c\n", "# c\na: b\n", "a: >\n  b\n",
		"a: |2\n    b\n", "a: \"\\n\"\n", "a: b\u0085c: d\n", "\ufeffa: b\n", "a: b: c\n", "a: - b\n", "a: \x00\n", "a: \xff\n",
		"a:\n    b: c\n  d: e\n", plainList(plainItem("one", "") + "# between\n" + plainItem("two", "")),
		strings.Repeat("a", 1100) + ": b\n", strings.Repeat("- ", 11000) + "a\n",
	} {
		_, ok := readPlain([]byte(in))
		assert.Assert(t, !ok, "%s", in)
	}
}

func plainList(items string) string {
	return "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n" + items +
		"functionConfig:\n  apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: c\n"
}

func plainItem(name, behindMetadata string) string {
	return "- apiVersion: v1\n  kind: Service\n  metadata:" + behindMetadata + "\n    name: " + name +
		"\n    annotations:\n      config.kubernetes.io/index: '0'\n      internal.config.kubernetes.io/path: 'a/b.yaml'\n" +
		"  spec:\n    ports:\n    - port: 80\n      name: http\n    text: |\n      # no comment\n       x\n\n"
}

// plainSeeds are documents of this repository, and lines that are hard to read.
func plainSeeds(tb testing.TB) [][]byte {
	var seeds [][]byte
	for _, s := range shapes() {
		seeds = append(seeds, s.input())
	}
	for _, in := range unreadable() {
		seeds = append(seeds, []byte(in.in))
	}
	for _, root := range []string{"../../functions", "../../examples", "../../pkg"} {
		assert.NilError(tb, filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if ext := filepath.Ext(path); err != nil || ext != ".yaml" && ext != ".yml" {
				return err
			}
			text, err := os.ReadFile(path)
			for _, d := range bytes.SplitAfter(text, []byte("---\n")) {
				d = bytes.TrimSuffix(d, []byte("---\n"))
				seeds = append(seeds, d)
				if len(d) < 5000 {
					in := "items:\n- a: b\n- " + strings.ReplaceAll(strings.TrimSpace(string(d)), "\n", "\n  ") + "\n- x: y\n"
					seeds = append(seeds, []byte(in))
				}
			}
			return err
		}))
	}
	values := strings.Split("b: c|b:c|-b|- b|'it''s'|\"x\" y|>|  # c|b #c|b # c|#|-|?|:|0o7|1_000|2001-01-01|~|.inf|=|0x|!|@b|[|%|b|"+
		"'b'|\"b\"|''|\"\"|{}|[]|{} # c|[a, b]|[a, 'b]', {c: d}]|{a: b}|{a: [}|null|true|yes|0b1|-0b1|0x1F|1e3|1.5|.5|-|+|+1|-1|0777|08|"+
		"<<|*a|&a|`b|,b|]|}|b\u0085|é|\"é\"|'é' # c|b\\n|b | b|  'b'  |2001-01-01 10:00:00|12345678901234567890|.|..|...|---|a#b|a:b:c|://|"+
		"[a,\"b\"] # c|{a: 'b'}#c|'a'#c|[a\"b\"]|{a:b}|{a}|[?a]|[a]:b|{a: b}: c|[]: d|'a' : b|'a':b|.nan|1:30|0.|1_0.5|_1|-.5|0o9|nULL", "|")
	templates := []string{
		"a: %s\n", "- %s\n", "a:\n  b: %s\n  c: d\n", "a:\n- %s\n- c: %[1]s\n", "a:\n  - - %s\n    - b\n", "%s: a\n", "%sa: b\n",
		"items:\n- a: %s\n  b: c\n- d: e\n", "items:\n  - a: b\n  - - %s\n  - d: e\nx: y\n", "items:\n- a: b\n  c:\n    %s\n- d: e\n",
		"items:\n- a: b # c\n  # d\n  e:\n  # f\n\n  # g\n  - h: %s\n\nz: y\n", "items:\n- %s\n", "a: |\n  %s\n  b\n", "a: b\n%s\n", "a:\n%s\n",
		"items:\n- %s\n  a: b\n", "items:\n- a:\n  # c\n    b: %s\n\n# d\n- e\n", "\n\na: %s\n\n\n",
	}
	for _, v := range values {
		for _, tmpl := range templates {
			if strings.Contains(tmpl, "%s") {
				seeds = append(seeds, []byte(strings.ReplaceAll(strings.ReplaceAll(tmpl, "%[1]s", v), "%s", v)))
			}
		}
	}
	for _, s := range []string{
		"a: |2\n    b\n", "a: |\n\n  b\n", "a: |\n   \n  b\n", "a: |+\n  b\n\n\n", "a: |-\n  b\n   \n \n", "a: |\nb: c\n", "a: |\n b\n  c\n d\ne: f\n",
		"a:\n- |\n  b\n- |+\n  c\n\n- d\n", "a:\n- |\n b\n", "a: |\n    b\n  # c\nd: e\n", "items:\n- a: |\n    b\n  # c\n  d: e\n- f\n",
		"items:\n- a: |\n      b\n    # c\n  d: e\n", "a: |\n  \tb\n", "a: |\n  b\n\tc\n", "a:\n-\n- b\n-\nc:\nd:\n\n", "a:\n-\n  b: c\n-\n  - d\n",
		"a: b\n\n  c\n", "a:\n  b\n", "a:\n - b\n - c\n d: e\n", "a:\n  b: c\n - d\n", "- a:\n- b:\n  - c\n  d:\n", "items:\n- a\n\n\n- b # c\n\n\n- d\n",
		"items:\n- a: # b\n    c: d\n- # e\n  f: g # h\n", "items:\n- a: b\n      # c\n- d: e\n", "items:\n- a:\n    - b\n    # c\n\n  d: e\n",
		plainList(plainItem("one", "") + plainItem("two", " # a") + plainItem("three", "")), strings.Repeat("a", 1100) + ": b\n", strings.Repeat("- ", 300) + "a\n",
		"\"" + strings.Repeat("a", 498) + "\": b\n", "a: b\n ", "a: b\n   \n", "a: 'b\n- c: d'\n", "items:\n- a: 'b\n- c: d'\n", "items:\n- {a: b\n- c: d}\n",
	} {
		seeds = append(seeds, []byte(s))
	}
	return seeds
}

// FuzzPlainLines is FuzzPlain over documents that nearly are YAML: each byte is a piece of a line, or a whole one.
func FuzzPlainLines(f *testing.F) {
	pieces := plainPieces()
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		in := make([]byte, 1+r.IntN(30))
		for i := range in {
			in[i] = byte(r.IntN(256))
		}
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, start := range []string{"", "items:\n- a: b\n", "items:\n  - a: b\n"} {
			var b strings.Builder
			b.WriteString(start)
			for _, c := range in {
				b.WriteString(pieces[int(c)%len(pieces)])
			}
			b.WriteString("\n")
			checkPlain(t, []byte(b.String()))
		}
	})
}

func plainPieces() []string {
	var pieces []string
	for indent := range 5 {
		for _, s := range []string{"- ", "-\n", "a:\n", "b: c\n", "- d\n", "- e: f\n", "- - g\n", "# h\n", "i: |\n", "j: # k\n", "l: m # n\n", "- # o\n", "'p': \"q\"\n", "r: {s: t}\n", ""} {
			pieces = append(pieces, strings.Repeat(" ", indent)+s)
		}
	}
	return append(pieces, "\n", "\n\n", "- u\n", "x: y\n", "z: |+\n", "z: |-\n", "'a'", "\"b\"", "c", ":", " ", "  ", ": ", " #", "- ", "[a, b]", "{}", "[]",
		"1", "true", "~", "\\", "é", "[", "}", ",", "?", "\t", "items:\n", "- a: b\n", "- a: b\n  c: d\n", "  - a: b\n", "-", "...", "   \n", "      \n", "<<", "'",
		"- a: [b, c] # d\n", "  # e\n  f: g\n", "  h:\n  # i\n  - j\n", "  k:\n    l: m # n\n\n", "\n  # o\n\n", "    # p\n    # q\n", "- r: s # t\n        # u\n")
}

// TestPlainAtRandom is a short run of FuzzPlainLines without the fuzzer, which is many times faster.
func TestPlainAtRandom(t *testing.T) {
	pieces := plainPieces()
	r := rand.New(rand.NewPCG(3, 4))
	taken := 0
	for range plainRounds {
		var b strings.Builder
		b.WriteString([]string{"", "", "items:\n- a: b\n", "items:\n  - a: b\n"}[r.IntN(4)])
		for range 1 + r.IntN(10) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		b.WriteString("\n")
		if _, ok := readPlain([]byte(b.String())); ok {
			taken++
			checkPlain(t, []byte(b.String()))
		}
	}
	assert.Assert(t, taken > plainRounds/100, "only %d of %d", taken, plainRounds)
	t.Logf("%d of %d are plain", taken, plainRounds)
}

const plainRounds = 100000
