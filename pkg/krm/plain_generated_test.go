// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"math/rand/v2"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
)

// TestPlainGenerated reads lists that are well-formed and odd: most of them are read the fast way.
func TestPlainGenerated(t *testing.T) {
	taken := 0
	for seed := range uint64(generatedRounds) {
		g := oddList{Rand: rand.New(rand.NewPCG(seed, 0)), noise: []int{0, 3, 12}[seed%3]}
		in := g.list()
		if _, ok := readPlain(in); ok {
			taken++
			checkPlain(t, in)
		}
	}
	t.Logf("%d of %d are plain", taken, generatedRounds)
	assert.Assert(t, taken > generatedRounds/3, "only %d of %d", taken, generatedRounds)
}

// TestPlainShared holds that documents which share slabs are what each is alone, also behind one that is given up halfway.
func TestPlainShared(t *testing.T) {
	var shared slabs
	var docs [][]byte
	var trees []*yaml.Node
	for seed := range uint64(300) {
		g := oddList{Rand: rand.New(rand.NewPCG(seed, 1)), noise: []int{0, 12}[seed%2]}
		in := g.list()
		tree, ok := shared.readPlain(in)
		_, alone := readPlain(in)
		assert.Equal(t, ok, alone)
		if ok {
			docs, trees = append(docs, in), append(trees, tree)
		}
		_, ok = shared.readPlain(append(in, "x: *y\n"...))
		assert.Assert(t, !ok)
	}
	for i, in := range docs {
		alone, _ := readPlain(in)
		if difference := unlike(trees[i], alone, ""); difference != "" {
			t.Fatalf("%s of\n%q", difference, in)
		}
	}
}

const generatedRounds = 3000

// oddList writes lists with all that readPlain knows, in random places.
type oddList struct {
	*rand.Rand
	b     strings.Builder
	noise int // of 100 lines, how many have a comment
	quiet bool
}

func (g *oddList) one(of ...string) string { return of[g.IntN(len(of))] }

func (g *oddList) list() []byte {
	g.quiet = true
	g.b.WriteString(g.one("", "\n", "a: b\n", "kind: |\n  List\n\n") + "items:\n")
	indent := g.IntN(3)
	for range 1 + g.IntN(4) {
		g.quiet = g.IntN(4) == 0
		g.b.WriteString(strings.Repeat(" ", indent) + "-")
		g.entry(indent, 0)
	}
	g.quiet = true
	if g.IntN(2) == 0 {
		g.mapping(0, 1)
	}
	return []byte(g.b.String())
}

// line ends a line, and may write lines that mean nothing.
func (g *oddList) line() {
	loud := func() bool { return !g.quiet && g.IntN(100) < g.noise }
	if loud() {
		g.b.WriteString(g.one(" # c", "  # d", " #", " # e # f"))
	}
	g.b.WriteString(g.one("\n", "\n", "\n", "\n", "\n", "\n", " \n", "\n\n", "\n   \n"))
	for loud() {
		g.b.WriteString(strings.Repeat(" ", g.IntN(9)) + g.one("# g\n", "# h\n", "#\n", "# i\n\n", "\n"))
	}
}

// entry writes what follows a dash.
func (g *oddList) entry(column, depth int) {
	pad := 1 + g.IntN(2)*g.IntN(3)
	switch n := g.IntN(10); {
	case depth > 4 || n < 3:
		g.value(column)
	case n < 8:
		g.b.WriteString(strings.Repeat(" ", pad))
		g.mappingAt(column+1+pad, depth+1, true)
	case n < 9:
		g.b.WriteString(strings.Repeat(" ", pad))
		g.sequence(column+1+pad, depth+1, true)
	default:
		g.line()
		g.mapping(column+1+g.IntN(3), depth+1)
	}
}

func (g *oddList) mapping(column, depth int) { g.mappingAt(column, depth, false) }

func (g *oddList) mappingAt(column, depth int, inline bool) {
	for i := range 1 + g.IntN(4) {
		if !inline || i > 0 {
			g.b.WriteString(strings.Repeat(" ", column))
		}
		g.b.WriteString(g.one("a", "b", "c.d/e", "'f g'", "\"h\"", "1", "true", "~", "items", "2001-01-01", ".5", "0x1") + ":")
		switch n := g.IntN(10); {
		case depth > 5 || n < 6:
			g.value(column)
		case n < 8:
			g.line()
			g.mapping(column+1+g.IntN(4), depth+1)
		default:
			g.line()
			g.sequence(column+g.IntN(3), depth+1, false)
		}
	}
}

func (g *oddList) sequence(column, depth int, inline bool) {
	for i := range 1 + g.IntN(3) {
		if !inline || i > 0 {
			g.b.WriteString(strings.Repeat(" ", column))
		}
		g.b.WriteString("-")
		g.entry(column, depth)
	}
}

// value writes a scalar, with what stands before it.
func (g *oddList) value(column int) {
	if g.IntN(8) == 0 {
		g.b.WriteString(" " + g.one("|", "|-", "|+") + "\n" + g.one("", "", "\n", "\n\n"))
		indent := strings.Repeat(" ", column+1+g.IntN(4))
		for range 1 + g.IntN(3) {
			g.b.WriteString(indent + g.one("x", "# no comment", "- y", "z: |", "\"", "é", "w\t", "v  ") + "\n" +
				g.one("", "", "", "\n", " \n", indent+"\n", indent+" \n", indent+"  u\n"))
		}
		return
	}
	g.b.WriteString(g.one("", "", " ", "  "))
	flow := "{ }"
	if !g.quiet {
		flow = g.one("[a, 'b']", "{c: d}", "[{e: [f]}, \"g\"]", "{}")
	}
	if s := g.one("", "x", "y z", "1", "0", "1.5", "-1", "'it''s'", "'q'", "\"r\"", "''", "true", "no", "null", "~", "2001-01-01", "0o7", "1_0",
		"{}", "[]", flow, "a:b", "a#b", "http://x/y?z", "(k)", "=", "+x", "-x", ".inf", "é", "'é: # f'", "1e3", "v1", "'{'"); s != "" {
		g.b.WriteString(" " + s)
	}
	g.line()
}
