// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/ci"
)

const contextNames = `(?:github|secrets|env|steps|needs|matrix|inputs|vars|runner|job)\.[A-Za-z_]`

var (
	noDollar = regexp.MustCompile(`(?:^|[^$\\{` + "`" + `])(\{\{-?\s*` + contextNames + `[^{}]*\}\})`)
	single   = regexp.MustCompile(`\$\{\s*(?:(?:github|secrets|steps|needs|matrix|inputs|vars|runner)\.[A-Za-z_][\w.-]*)\s*\}`)
	parted   = regexp.MustCompile(`\$(?:\s+\{\{|\{\s+\{)\s*` + contextNames + `[^{}]*\}\s*\}`)
)

// unread are the keys at the top below which GitHub evaluates nothing.
var unread = []string{"on", "name"}

// phrases returns the texts that look as if GitHub evaluated them, and that it does not, or not so.
func (f *File) phrases() []ci.Phrase {
	var doc yaml.Node
	if yaml.Unmarshal([]byte(strings.Join(f.lines, "\n")), &doc) != nil || len(doc.Content) != 1 {
		return nil
	}
	w := &phraseWalk{file: f}
	w.node(doc.Content[0], "", "", 0)
	slices.SortStableFunc(w.found, func(a, b ci.Phrase) int { return a.Line - b.Line })
	return w.found
}

type phraseWalk struct {
	file  *File
	found []ci.Phrase
	count int
}

// maxNodes is how many nodes of a workflow are looked at: aliases may make many of few.
const maxNodes = 100_000

// node looks at a node; key is the key whose value it is, action the action whose inputs these are.
func (w *phraseWalk) node(n *yaml.Node, key, action string, depth int) {
	if w.count++; w.count > maxNodes || depth > 40 {
		return
	}
	switch n.Kind {
	case yaml.ScalarNode:
		w.scalar(n, key, action)
	case yaml.SequenceNode:
		for _, c := range n.Content {
			w.node(c, key, action, depth+1)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == "uses" {
				action, _, _ = strings.Cut(strings.ToLower(n.Content[i+1].Value), "@")
			}
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			name := n.Content[i].Value
			if depth == 0 && slices.Contains(unread, name) {
				continue
			}
			w.node(n.Content[i+1], name, action, depth+1)
		}
	}
}

func (w *phraseWalk) scalar(n *yaml.Node, key, action string) {
	w.expressions(n, key)
	split := parted.FindAllStringIndex(n.Value, -1)
	for _, m := range noDollar.FindAllStringSubmatchIndex(n.Value, -1) {
		if slices.ContainsFunc(split, func(s []int) bool { return s[0] <= m[2] && m[3] <= s[1] }) {
			continue
		}
		text := n.Value[m[2]:m[3]]
		w.add(n, m[2], ci.Phrase{Mistake: ci.NoDollar, Text: text, Instead: "$" + text})
	}
	for _, m := range split {
		text := n.Value[m[0]:m[1]]
		inner := strings.TrimSpace(strings.Trim(text, "${} \t"))
		w.add(n, m[0], ci.Phrase{Mistake: ci.Split, Text: text, Instead: "${{ " + inner + " }}"})
	}
	if key != "run" { // to a shell, ${a.b} is a mistake of its own
		for _, m := range single.FindAllStringIndex(n.Value, -1) {
			text := n.Value[m[0]:m[1]]
			w.add(n, m[0], ci.Phrase{Mistake: ci.Split, Text: text, Instead: "${{ " + strings.TrimSpace(strings.Trim(text, "${} \t")) + " }}"})
		}
	}
	if key == "tags" && action == "docker/build-push-action" {
		for _, line := range lines(n.Value) {
			bare := replaceExpressions(line, func(string) string { return "" })
			if strings.HasPrefix(line, "type=") || strings.Contains(bare, "{{") && !noDollar.MatchString(line) && !parted.MatchString(line) && !strings.Contains(bare, "${{") {
				w.add(n, strings.Index(n.Value, line), ci.Phrase{Mistake: ci.ForMetadata, Text: line})
			}
		}
	}
}

// expressions looks at each ${{ }} of a scalar, and at a condition without them.
func (w *phraseWalk) expressions(n *yaml.Node, key string) {
	text, at := n.Value, 0
	whole := strings.TrimSpace(text)
	if key == "if" {
		if !strings.Contains(whole, "${{") {
			if n.ShortTag() == "!!str" && whole != "" {
				w.parse(n, 0, whole, whole)
			}
			return
		}
		inner, begins := strings.CutPrefix(whole, "${{")
		if end := expressionEnd(inner); !begins || end >= 0 && end != len(inner)-2 {
			w.add(n, 0, ci.Phrase{Mistake: ci.AlwaysTrue, Text: whole})
			return
		}
	}
	for {
		i := strings.Index(text[at:], "${{")
		if i < 0 {
			return
		}
		at += i
		rest := text[at+3:]
		end := expressionEnd(rest)
		if end < 0 {
			line, _, _ := strings.Cut(rest, "\n")
			w.add(n, at, ci.Phrase{Mistake: ci.Invalid, Text: "${{" + line, Why: "it does not end with }}"})
			return
		}
		w.parse(n, at, rest[:end], "${{"+rest[:end]+"}}")
		at += 3 + end + 2
	}
}

func (w *phraseWalk) parse(n *yaml.Node, at int, expression, written string) {
	if len(expression) > maxExpression {
		return
	}
	if _, err := actionlint.NewExprParser().Parse(actionlint.NewExprLexer(expression + "}}")); err != nil {
		why, _, _ := strings.Cut(err.Message, ", expecting")
		w.add(n, at, ci.Phrase{Mistake: ci.Invalid, Text: written, Why: strings.TrimSuffix(why, " while lexing expression")})
	}
}

// add notes a phrase that begins at an offset of a scalar.
func (w *phraseWalk) add(n *yaml.Node, at int, p ci.Phrase) {
	before := n.Value[:max(at, 0)]
	line := strings.Count(before, "\n") + 1
	column := len([]rune(before[strings.LastIndexByte(before, '\n')+1:])) + 1
	p.Text = strings.Join(strings.Fields(p.Text), " ")
	begins := p.Text
	if i := strings.IndexAny(begins, " "); i > 0 && p.Mistake == ci.AlwaysTrue {
		begins = begins[:i]
	}
	p.Place = w.file.placeAt(n.Line, n.Column, line, column, begins)
	if len(p.Text) > 100 {
		p.Text = strings.ToValidUTF8(p.Text[:100], "") + " …"
	}
	w.found = append(w.found, p)
}
