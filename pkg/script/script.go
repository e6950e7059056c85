// SPDX-License-Identifier: Apache-2.0

// Package script reads shell scripts and says what they send to Argo CD and to Image Updater. It runs nothing. What it does
// not understand it says nothing about.
package script

import (
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/fairlead-krm/fairlead/pkg/ci"
)

// Options say how a script is run.
type Options struct {
	// Errexit and Pipefail are the options of the shell that runs it.
	Errexit, Pipefail bool
	// Guarded says that whatever fails in it fails nothing else; Limited that something ends it in time.
	Guarded, Limited bool
	// Env are the variables that it sees, with Unknown in the place of what is not known.
	Env map[string]string
	// Expressions are what stands in the script as one rune each, from First on: ${{ }} of GitHub, without the braces.
	Expressions []string
}

const (
	// Unknown stands in a text for what is not known.
	Unknown = "\uE000"
	// First is the rune of the first expression.
	First = '\uE001'
	// Last is that of the last one that can be told apart.
	Last = '\uF8FE'
)

// Script is what was read.
type Script struct {
	Requests []ci.Request
	// Calls are the scripts that it runs.
	Calls []Call
}

// Call is another script that is run.
type Call struct {
	Path string
	// Options are how it is run. Errexit and Pipefail are what its own lines set.
	Options Options
}

// maxSize is the largest script that is read, in bytes.
const maxSize = 256 << 10

// Read reads a script. One that is no shell script holds nothing.
func Read(text string, o Options) (s Script) {
	if len(text) > maxSize {
		return s
	}
	defer func() {
		if recover() != nil { // the parser was not made for what a fuzzer writes
			s = Script{}
		}
	}()
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "")
	if err != nil {
		return s
	}
	r := &reader{options: o, values: map[string][]argument{}, functions: map[string]bool{}, text: strings.ToLower(text)}
	if first, _, _ := strings.Cut(text, "\n"); strings.HasPrefix(first, "#!") {
		for _, word := range strings.Fields(first)[1:] {
			r.set(word)
		}
	}
	syntax.Walk(file, func(n syntax.Node) bool {
		if f, ok := n.(*syntax.FuncDecl); ok {
			r.functions[f.Name.Value] = true
		}
		return true
	})
	r.statements(file.Stmts, state{})
	if r.traps {
		for i := range r.script.Requests {
			r.script.Requests[i].FailsStep = false
		}
	}
	return r.script
}

// reader reads one script.
type reader struct {
	options Options
	// values are what variables were last set to.
	values map[string][]argument
	// functions are those that it declares: a call of one is no call of a command of that name.
	functions map[string]bool
	// text is the script in lower case.
	text   string
	script Script
	// traps says that what happens at the end is decided elsewhere.
	traps bool
}

// state is where in the script a command stands.
type state struct {
	// guarded: what fails there ends nothing. looked: something looks at its output. inFunction: who calls it decides both.
	guarded, looked, inFunction bool
	// input is what a here-document gives it.
	input *syntax.Word
}

func (s state) guard() state { s.guarded = true; return s }
func (s state) look() state  { s.guarded, s.looked = true, true; return s }

func (r *reader) statements(all []*syntax.Stmt, s state) {
	for _, statement := range all {
		r.statement(statement, s)
	}
}

func (r *reader) statement(st *syntax.Stmt, s state) {
	if st.Background || st.Coprocess {
		s = s.look()
	}
	if st.Negated {
		s = s.guard()
	}
	s.input = nil
	for _, redirect := range st.Redirs {
		switch redirect.Op {
		case syntax.Hdoc, syntax.DashHdoc:
			s.input = redirect.Hdoc
		case syntax.WordHdoc:
			s.input = redirect.Word
		case syntax.RdrOut, syntax.AppOut, syntax.RdrAll, syntax.AppAll, syntax.RdrClob, syntax.AppClob, syntax.RdrAllClob, syntax.AppAllClob:
			if to := r.word(redirect.Word); to.text != "/dev/null" {
				s.looked = true
			}
		}
	}
	switch c := st.Cmd.(type) {
	case *syntax.CallExpr:
		r.call(c, s)
	case *syntax.BinaryCmd:
		r.binary(c, s)
	case *syntax.Subshell:
		r.statements(c.Stmts, s)
	case *syntax.Block:
		r.statements(c.Stmts, s)
	case *syntax.IfClause:
		for clause := c; clause != nil; clause = clause.Else {
			r.statements(clause.Cond, s.guard())
			r.statements(clause.Then, s)
		}
	case *syntax.WhileClause:
		r.statements(c.Cond, s.guard())
		r.statements(c.Do, s)
	case *syntax.ForClause:
		r.statements(c.Do, s)
	case *syntax.CaseClause:
		for _, item := range c.Items {
			r.statements(item.Stmts, s)
		}
	case *syntax.FuncDecl:
		s.inFunction = true
		r.statement(c.Body, s)
	case *syntax.TimeClause:
		if c.Stmt != nil {
			r.statement(c.Stmt, s)
		}
	case *syntax.DeclClause:
		for _, assign := range c.Args {
			r.assign(assign, s.look()) // its own status is that of the declaration
		}
	}
}

func (r *reader) binary(c *syntax.BinaryCmd, s state) {
	switch c.Op {
	case syntax.AndStmt, syntax.OrStmt:
		r.statement(c.X, s.guard())
	default: // a pipe
		left := s
		left.looked = true
		if !r.options.Pipefail {
			left.guarded = true
		}
		r.statement(c.X, left)
	}
	r.statement(c.Y, s)
}

// assign notes the value of a variable. The status of a command within it is that of the assignment.
func (r *reader) assign(a *syntax.Assign, s state) {
	s.looked = true // what it puts out is there to be looked at
	if a.Value != nil {
		r.within(a.Value, s)
	}
	if a.Name == nil {
		return
	}
	var values []argument
	switch {
	case a.Array != nil:
		for _, e := range a.Array.Elems {
			if e.Value != nil {
				values = append(values, r.words([]*syntax.Word{e.Value})...)
			}
		}
	case a.Value != nil:
		values = []argument{r.word(a.Value)}
	default:
		return // export NAME
	}
	if a.Append && a.Array != nil {
		values = append(r.values[a.Name.Value], values...)
	}
	r.values[a.Name.Value] = values
}

// within reads the commands that stand in a word.
func (r *reader) within(w *syntax.Word, s state) {
	syntax.Walk(w, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst:
			for i, st := range n.Stmts {
				if i < len(n.Stmts)-1 {
					r.statement(st, s.guard()) // the shell within does not inherit -e
					continue
				}
				r.statement(st, s)
			}
			return false
		case *syntax.ProcSubst:
			r.statements(n.Stmts, s.look())
			return false
		}
		return true
	})
}

// call reads a simple command.
func (r *reader) call(c *syntax.CallExpr, s state) {
	for _, a := range c.Assigns {
		inner := s
		if len(c.Args) > 0 {
			inner = s.look()
			if a.Value != nil {
				r.within(a.Value, inner)
			}
			continue // of that command only
		}
		r.assign(a, inner)
	}
	for _, w := range c.Args {
		r.within(w, s.look())
	}
	if len(c.Args) == 0 {
		return
	}
	r.command(r.words(c.Args), c.Args[0].Pos(), s, r.options.Limited)
}

// command reads a command with its arguments.
func (r *reader) command(args []argument, at syntax.Pos, s state, limited bool) {
	for len(args) > 0 && wrappers[path.Base(args[0].text)] {
		wrapper := path.Base(args[0].text)
		limited = limited || wrapper == "timeout"
		args = args[1:]
		for len(args) > 0 && (strings.HasPrefix(args[0].text, "-") || strings.Contains(args[0].text, "=") || isDuration(args[0].text)) {
			args = args[1:]
		}
	}
	if len(args) == 0 {
		return
	}
	name, rest := args[0].text, args[1:]
	if r.functions[name] {
		return
	}
	q := &request{reader: r, state: s, args: rest}
	q.Place = ci.Place{Line: int(at.Line()), Column: int(at.Col())}
	q.Unlimited = !limited
	switch path.Base(name) {
	case "curl":
		q.curl()
	case "wget":
		q.wget()
	case "argocd":
		q.argocd()
	case "set":
		for i, a := range rest {
			if i > 0 && strings.HasSuffix(rest[i-1].text, "o") && strings.HasPrefix(rest[i-1].text, "-") && a.text == "pipefail" {
				r.options.Pipefail = true
			}
			r.set(a.text)
		}
	case "trap":
		r.traps = true
	case "sh", "bash", "dash":
		r.runs(rest, s, limited)
	case ".", "source":
		r.traps = true // it may set anything
	default:
		if strings.Contains(name, "/") {
			r.runs(args, s, limited)
		}
	}
}

// wrappers run what stands behind them.
var wrappers = map[string]bool{"sudo": true, "timeout": true, "env": true, "command": true, "exec": true, "nice": true, "nohup": true, "time": true}

func isDuration(text string) bool {
	return text != "" && text[0] >= '0' && text[0] <= '9' && strings.Trim(text, "0123456789.smhd") == ""
}

// set reads options of the shell, as in -euo.
func (r *reader) set(text string) {
	if len(text) < 2 || strings.HasPrefix(text, "--") || strings.Trim(text[1:], "abefhkmnptuvxBCEHPTo") != "" {
		return
	}
	if strings.Contains(text, "e") && (text[0] == '-' || text[0] == '+') {
		r.options.Errexit = text[0] == '-'
	}
}

// runs notes that another script is run: the first argument that is no option.
func (r *reader) runs(args []argument, s state, limited bool) {
	o := Options{Guarded: r.options.Guarded || s.guarded || s.inFunction || !r.options.Errexit, Limited: limited, Env: r.options.Env}
	for _, a := range args {
		if strings.HasPrefix(a.text, "-") {
			if strings.Contains(a.text, "c") && !strings.HasPrefix(a.text, "--") {
				return // the script is an argument
			}
			o.Errexit = o.Errexit || strings.Contains(a.text, "e") && !strings.HasPrefix(a.text, "--")
			continue
		}
		if a.opaque || strings.ContainsAny(a.text, "$"+Unknown) {
			return
		}
		r.script.Calls = append(r.script.Calls, Call{Path: path.Clean(a.text), Options: o})
		return
	}
}
