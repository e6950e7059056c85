// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// scope is what an expression sees.
type scope struct {
	*reading
	event  *occurrence
	matrix map[string]value
	// envs are the mappings `env` from the outermost to the innermost.
	envs []*actionlint.Env
	// written are the names that a script before this place wrote to GITHUB_ENV.
	written string
	steps   map[string]*metadata
	// job is the one whose step this is; build is what it builds.
	job   *actionlint.Job
	build built
	// depth bounds values of env that name one another.
	depth int
	pos   *actionlint.Pos
}

// fill replaces each ${{ }} of a text by its value.
func (s *scope) fill(text string, pos *actionlint.Pos) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := expressionEnd(rest)
		if end < 0 {
			b.WriteString(s.unknown(s.doubt("an expression does not end", rest, pos)))
			return b.String()
		}
		b.WriteString(s.string(s.evaluate(rest[:end], pos)))
		text = rest[end+2:]
	}
}

// expressionEnd returns where the }} of an expression stands, outside its strings, or -1.
func expressionEnd(text string) int {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\'':
			quoted = !quoted
		case !quoted && strings.HasPrefix(text[i:], "}}"):
			return i
		}
	}
	return -1
}

// condition evaluates what stands behind `if`, with or without ${{ }}; none is true.
func (s *scope) condition(text *actionlint.String) (truth, *tagscheme.Doubt) {
	if text == nil || strings.TrimSpace(text.Value) == "" {
		return yes, nil
	}
	expression := strings.TrimSpace(text.Value)
	if inner, ok := strings.CutPrefix(expression, "${{"); ok {
		if end := expressionEnd(inner); end == len(inner)-2 {
			expression = inner[:end]
		}
	}
	if strings.Contains(expression, "${{") {
		// Text around the braces makes it a text that is not empty.
		return yes, nil
	}
	v := s.evaluate(expression, text.Pos)
	t := s.truth(v)
	if t != maybe {
		return t, nil
	}
	return maybe, s.doubt("it is not known before whether this holds", expression, text.Pos)
}

// doubt makes a doubt of an expression.
func (s *scope) doubt(why, expression string, pos *actionlint.Pos) *tagscheme.Doubt {
	expression = strings.TrimSpace(expression)
	if line, _, more := strings.Cut(expression, "\n"); more {
		expression = line + " …"
	}
	place := s.file.at(pos, expression)
	expression = strings.Map(func(c rune) rune {
		if isPart(c) {
			return '…'
		}
		return c
	}, expression)
	return &tagscheme.Doubt{Why: why, Expression: expression, Place: place}
}

// evaluate returns the value of an expression.
func (s *scope) evaluate(expression string, pos *actionlint.Pos) value {
	if len(expression) > maxExpression {
		return hiddenValue(s.doubt("the expression is too long", expression[:40], pos))
	}
	node, err := actionlint.NewExprParser().Parse(actionlint.NewExprLexer(expression + "}}"))
	if err != nil {
		return hiddenValue(s.doubt("this is no expression that GitHub reads", expression, pos))
	}
	outer := s.pos
	s.pos = pos
	defer func() { s.pos = outer }()
	return s.node(node, expression)
}

// maxExpression is the greatest length of an expression, in bytes. GitHub takes 21000 characters.
const maxExpression = 21000

func (s *scope) node(n actionlint.ExprNode, source string) value {
	beyond := func() value {
		return hiddenValue(s.doubt("the expression goes beyond what is understood", source, s.pos))
	}
	switch n := n.(type) {
	case *actionlint.NullNode:
		return value{}
	case *actionlint.BoolNode:
		return value{kind: boolean, truth: truthOf(n.Value)}
	case *actionlint.IntNode:
		return value{kind: numeric, number: float64(n.Value)}
	case *actionlint.FloatNode:
		return value{kind: numeric, number: n.Value}
	case *actionlint.StringNode:
		return textValue(n.Value)
	case *actionlint.NotOpNode:
		v := s.node(n.Operand, source)
		return boolValue(s.truth(v).not(), s.doubtOf(v, source))
	case *actionlint.CompareOpNode:
		return s.compare(n, source)
	case *actionlint.LogicalOpNode:
		return s.logical(n, source)
	case *actionlint.FuncCallNode:
		return s.call(n, source)
	case *actionlint.VariableNode, *actionlint.ObjectDerefNode, *actionlint.IndexAccessNode:
		if path, ok := pathOf(n); ok {
			return s.variable(path, source)
		}
	}
	return beyond()
}

// doubtOf returns what is not known of a value, or that the expression is not.
func (s *scope) doubtOf(v value, source string) *tagscheme.Doubt {
	if d := s.doubtIn(v); d != nil {
		return d
	}
	return s.doubt("the value is not known before", source, s.pos)
}

func (s *scope) compare(n *actionlint.CompareOpNode, source string) value {
	left, right := s.node(n.Left, source), s.node(n.Right, source)
	if !n.Kind.IsEqualityOp() {
		return hiddenValue(s.doubt("an order is not compared", source, s.pos))
	}
	same := s.equal(left, right)
	if n.Kind == actionlint.CompareOpNodeKindNotEq {
		same = same.not()
	}
	d := s.doubtIn(left)
	if d == nil {
		d = s.doubtOf(right, source)
	}
	return boolValue(same, d)
}

func (s *scope) logical(n *actionlint.LogicalOpNode, source string) value {
	left := s.node(n.Left, source)
	t := s.truth(left)
	and := n.Kind == actionlint.LogicalOpNodeKindAnd
	if t == yes && !and || t == no && and {
		return left
	}
	right := s.node(n.Right, source)
	if t != maybe {
		return right
	}
	v := hiddenValue(s.doubtOf(left, source))
	v.condition = left.condition && (right.condition || right.kind == boolean)
	if u := s.truth(right); u == no && and || u == yes && !and {
		v.truth = u
		if v.condition {
			return boolValue(u, nil)
		}
	}
	return v
}

// pathOf returns the names of a chain such as github.event.number.
func pathOf(n actionlint.ExprNode) ([]string, bool) {
	switch n := n.(type) {
	case *actionlint.VariableNode:
		return []string{n.Name}, true
	case *actionlint.ObjectDerefNode:
		path, ok := pathOf(n.Receiver)
		return append(path, strings.ToLower(n.Property)), ok
	case *actionlint.IndexAccessNode:
		path, ok := pathOf(n.Operand)
		name, isText := n.Index.(*actionlint.StringNode)
		if !ok || !isText {
			return nil, false
		}
		return append(path, strings.ToLower(name.Value)), true
	}
	return nil, false
}
