// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Problem is a mistake in the grammar of a policy.csv.
type Problem struct {
	// Line and Column say where, from 1; columns are bytes.
	Line, Column int
	// Text says what is wrong and what is allowed.
	Text string
	// Fatal means that Argo CD refuses the whole policy. Otherwise it takes the line, and the line has no effect.
	Fatal bool
}

// String returns Text with the position before it.
func (p Problem) String() string {
	return fmt.Sprintf("line %d, column %d: %s", p.Line, p.Column, p.Text)
}

// Parse reads a policy.csv. A line with a fatal problem stays in the Policy as text. All problems are returned, in the order
// of the lines; whether the words of a line mean anything to Argo CD is not asked, its effect apart.
func Parse(text string) (Policy, []Problem) {
	var policy Policy
	var problems []Problem
	if text == "" {
		return policy, nil
	}
	for i, raw := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		// Every trailing carriage return goes: with one of several left, what is printed would not be read back the same.
		raw = strings.TrimRight(raw, "\r")
		line, found := parseLine(raw, i+1)
		policy.Lines = append(policy.Lines, line)
		problems = append(problems, found...)
	}
	return policy, problems
}

func parseLine(raw string, number int) (Line, []Problem) {
	text := strings.TrimSpace(raw)
	if text == "" || text[0] == '#' {
		return Line{Text: raw}, nil
	}
	indent := strings.Index(raw, text)
	fatal := func(column int, format string, args ...any) (Line, []Problem) {
		return Line{Text: raw}, []Problem{{number, indent + column, fmt.Sprintf(format, args...), true}}
	}
	reader := csv.NewReader(strings.NewReader(text))
	reader.TrimLeadingSpace = true
	tokens, err := reader.Read()
	if err != nil {
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			return fatal(syntax.Column, "quotes must enclose a whole value, and a quote within it must be doubled: %v", syntax.Err)
		}
		return fatal(1, "the line must be comma separated values: %v", err)
	}
	switch {
	case tokens[0] != "p" && tokens[0] != "g":
		return fatal(1, "a line must begin with p or g, not %q", tokens[0])
	case tokens[0] == "p" && len(tokens) != 6:
		return fatal(1, "a p line must have 6 values (p, subject, resource, action, object, effect), not %d", len(tokens))
	case tokens[0] == "g" && len(tokens) != 3:
		return fatal(1, "a g line must have 3 values (g, user or group, role), not %d", len(tokens))
	}
	column := func(i int) int {
		_, c := reader.FieldPos(i)
		return indent + c
	}
	problems := ineffective(tokens, number, column)
	if tokens[0] == "g" {
		return Line{Group: &Group{tokens[1], tokens[2], number}}, problems
	}
	return Line{Permission: &Permission{tokens[1], tokens[2], tokens[3], tokens[4], tokens[5], number}}, problems
}

// ineffective finds what Argo CD takes and what then never matches.
func ineffective(tokens []string, number int, column func(int) int) []Problem {
	var problems []Problem
	for i, token := range tokens {
		switch {
		case token == "":
			problems = append(problems, Problem{number, column(i), "a value is empty: the line matches nothing", false})
		case strings.TrimRightFunc(token, unicode.IsSpace) != token || strings.TrimLeftFunc(token, unicode.IsSpace) != token:
			// CSV drops the spaces before a value, and keeps those before the comma.
			problems = append(problems, Problem{number, column(i), fmt.Sprintf("the value %q must not have spaces around it: they are part of it, and it matches nothing", token), false})
		}
	}
	if tokens[0] != "p" {
		return problems
	}
	switch effect := tokens[5]; {
	case effect == "allow", effect == "deny", strings.TrimSpace(effect) != effect, effect == "":
	default:
		problems = append(problems, Problem{number, column(5), fmt.Sprintf("the effect %q must be \"allow\" or \"deny\": the line has no effect", effect), false})
	}
	return problems
}
