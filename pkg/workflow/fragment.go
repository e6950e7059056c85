// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rhysd/actionlint"
)

// Understood is one line of what of a workflow is understood.
type Understood struct {
	// Name is what stands in an expression or in an input.
	Name string
	// Means says what it is taken for.
	Means string
}

// contextOf is a value of the context `github` that is known.
type contextOf struct {
	Understood
	value func(s *scope) value
}

// contexts are the values of `github` that are understood, by what stands behind the first dot.
var contexts = []contextOf{
	{Understood{"event_name", "the event"}, func(s *scope) value { return textValue(s.event.name) }},
	{Understood{"ref", "the ref of the event: of other branches, of Git tags and of pull requests only its beginning is known"},
		func(s *scope) value { return textValue(s.event.ref) }},
	{Understood{"ref_name", "the same without `refs/heads/` or `refs/tags/`"}, func(s *scope) value { return textValue(s.event.refName()) }},
	{Understood{"ref_type", "`branch` or `tag`"}, func(s *scope) value { return textValue(s.event.refType()) }},
	{Understood{"head_ref", "the branch of a pull request, else empty"}, func(s *scope) value { return textValue(s.event.head) }},
	{Understood{"base_ref", "the target of a pull request, else empty"}, func(s *scope) value { return textValue(s.event.base) }},
	{Understood{"sha", "40 digits of `0-9a-f`"}, func(s *scope) value { return textValue(s.event.sha) }},
	{Understood{"run_number", "a number"}, func(s *scope) value { return textValue(s.event.count) }},
	{Understood{"run_id", "a number"}, func(s *scope) value { return textValue(s.event.count) }},
	{Understood{"run_attempt", "a number"}, func(s *scope) value { return textValue(s.event.count) }},
	{Understood{"repository", "the repository that the Project names"}, func(s *scope) value { return textValue(s.repositoryName(0)) }},
	{Understood{"repository_owner", "its owner"}, func(s *scope) value { return textValue(s.repositoryName(1)) }},
	{Understood{"event.repository.name", "its name"}, func(s *scope) value { return textValue(s.repositoryName(2)) }},
	{Understood{"event.repository.default_branch", "the release branch, where that is `main` or `master`"}, (*scope).defaultBranch},
	{Understood{"event.number", "the number of a pull request, else nothing"}, func(s *scope) value { return orNull(s.event.number) }},
	{Understood{"event.pull_request.number", "the same"}, func(s *scope) value { return orNull(s.event.number) }},
	{Understood{"event.pull_request.head.ref", "as `head_ref`"}, func(s *scope) value { return orNull(s.event.head) }},
	{Understood{"event.pull_request.base.ref", "as `base_ref`"}, func(s *scope) value { return orNull(s.event.base) }},
	{Understood{"event.pull_request.head.sha", "40 digits of `0-9a-f` in a pull request, else nothing"}, func(s *scope) value {
		if s.event.number == "" {
			return value{}
		}
		return textValue(s.event.sha)
	}},
	{Understood{"event.release.tag_name", "the Git tag of a release, else nothing"}, func(s *scope) value {
		if s.event.name != "release" {
			return value{}
		}
		return textValue(s.event.refName())
	}},
	{Understood{"event.inputs", "nothing, unless it is started by hand"}, func(s *scope) value {
		if s.event.name == "workflow_dispatch" {
			return hiddenValue(s.doubt("what is put in by hand is not known before", "github.event.inputs", s.pos))
		}
		return value{}
	}},
	{Understood{"server_url", "`https://github.com`"}, func(*scope) value { return textValue("https://github.com") }},
}

// functionOf is a function that is understood.
type functionOf struct {
	Understood
	call func(s *scope, args []value, source string) value
}

var functions = []functionOf{
	{Understood{"startsWith", "of texts"}, func(s *scope, args []value, source string) value {
		return s.about(args, source, strings.HasPrefix, s.begins)
	}},
	{Understood{"endsWith", "of texts"}, func(s *scope, args []value, source string) value {
		return s.about(args, source, strings.HasSuffix, nil)
	}},
	{Understood{"contains", "of texts"}, func(s *scope, args []value, source string) value {
		return s.about(args, source, strings.Contains, nil)
	}},
	{Understood{"format", "with `{0}`, `{1}` and so on"}, (*scope).format},
	{Understood{"success", "true: what failed pushes nothing"}, func(*scope, []value, string) value { return value{kind: boolean, truth: yes} }},
	{Understood{"always", "true"}, func(*scope, []value, string) value { return value{kind: boolean, truth: yes} }},
	{Understood{"failure", "false"}, func(*scope, []value, string) value { return value{kind: boolean, truth: no} }},
	{Understood{"cancelled", "false"}, func(*scope, []value, string) value { return value{kind: boolean, truth: no} }},
}

// others are what is understood besides.
var others = []Understood{
	{"`==` `!=` `&&` `||` `!` `( )`", "as GitHub evaluates them: texts are equal without regard to case"},
	{"`env.NAME`", "what `env` of the step, the job or the workflow gives it, unless a script writes it to `GITHUB_ENV`"},
	{"`matrix.NAME`", "each value, where the matrix is written out"},
	{"`inputs.NAME`", "nothing, unless it is started by hand or called"},
	{"`steps.ID.outputs.tags`, `.version`", "what that step of docker/metadata-action puts out"},
}

// Fragment returns what of expressions is understood. Everything else is a doubt.
func Fragment() []Understood {
	var all []Understood
	for _, c := range contexts {
		all = append(all, Understood{"`github." + c.Name + "`", c.Means})
	}
	for _, f := range functions {
		all = append(all, Understood{"`" + f.Name + "()`", f.Means})
	}
	return append(all, others...)
}

func orNull(text string) value {
	if text == "" {
		return value{}
	}
	return textValue(text)
}

// repositoryName returns owner/name, the owner or the name.
func (s *scope) repositoryName(which int) string {
	owner, name, ok := strings.Cut(s.repository.Name, "/")
	if !ok {
		d := s.doubt("the repository's name on GitHub is not known", "github.repository", s.pos)
		return s.part(part{raw: []string{`[^/]+/[^/]+`, `[^/]+`, `[^/]+`}[which], tag: anyInTag, doubt: d})
	}
	return []string{s.repository.Name, owner, name}[which]
}

func (s *scope) defaultBranch() value {
	if yes, known := s.repository.isDefault(); known && yes {
		return textValue(s.repository.Branch)
	}
	return hiddenValue(s.doubt("which branch is the default one is not known", "default_branch", s.pos))
}

// variable returns the value of a chain of names.
func (s *scope) variable(path []string, source string) value {
	switch path[0] {
	case "github":
		return s.github(path[1:], source)
	case "env":
		if len(path) == 2 {
			return s.env(path[1])
		}
	case "matrix":
		v := value{kind: object, fields: s.matrix}
		for _, name := range path[1:] {
			if v.kind == hidden {
				return v
			}
			v = v.fields[name] // nothing where there is no such field
		}
		return v
	case "inputs":
		if s.event.name != "workflow_dispatch" && !s.callable {
			return value{}
		}
	case "steps":
		if len(path) > 1 && !s.hasStep(path[1]) {
			return hiddenValue(s.doubt("no step of the job has the id "+path[1], source, s.pos))
		}
		if len(path) == 4 && path[2] == "outputs" && s.steps[path[1]] != nil {
			switch path[3] {
			case "tags":
				return textValue(s.part(part{raw: `(?s:.*)`, tag: anyInTag, varies: true, meta: s.steps[path[1]]}))
			case "version":
				return s.steps[path[1]].version(s)
			}
		}
	}
	return hiddenValue(s.doubt("the value is not known before", source, s.pos))
}

// hasStep reports whether a step of the job has an id, or whether that is not known.
func (s *scope) hasStep(id string) bool {
	return s.job == nil || slices.ContainsFunc(s.job.Steps, func(step *actionlint.Step) bool {
		return step.ID != nil && strings.EqualFold(step.ID.Value, id)
	})
}

func (s *scope) github(path []string, source string) value {
	name := strings.Join(path, ".")
	for _, c := range contexts {
		if name == c.Name || strings.HasPrefix(name, c.Name+".") && c.Name == "event.inputs" {
			return c.value(s)
		}
	}
	return hiddenValue(s.doubt("the value is not known before", source, s.pos))
}

// env returns what a variable of the environment is.
func (s *scope) env(name string) value {
	if strings.Contains(s.written, name) {
		return hiddenValue(s.doubt("a script sets this variable", "env."+name, s.pos))
	}
	for i := len(s.envs) - 1; i >= 0; i-- {
		e := s.envs[i]
		if e == nil {
			continue
		}
		if e.Expression != nil {
			return hiddenValue(s.doubt("the variables are not written out", e.Expression.Value, e.Expression.Pos))
		}
		if v := e.Vars[name]; v != nil && v.Value != nil {
			if s.depth > 8 {
				return hiddenValue(s.doubt("variables name one another", "env."+name, s.pos))
			}
			inner := *s
			inner.depth, inner.envs = s.depth+1, s.envs[:i]
			return textValue(inner.fill(v.Value.Value, v.Value.Pos))
		}
	}
	return value{}
}

func (s *scope) call(n *actionlint.FuncCallNode, source string) value {
	for _, f := range functions {
		if strings.EqualFold(f.Name, n.Callee) {
			args := make([]value, len(n.Args))
			for i, a := range n.Args {
				args[i] = s.node(a, source)
			}
			return f.call(s, args, source)
		}
	}
	return hiddenValue(s.doubt("the function "+n.Callee+"() is not understood", source, s.pos))
}

// about calls a function of two texts, without regard to case; partly decides where the first one is not fully known.
func (s *scope) about(args []value, source string, holds func(text, what string) bool, partly func(text, what string) truth) value {
	if len(args) != 2 || args[0].kind == hidden || args[1].kind == hidden || args[0].kind == object {
		return hiddenValue(s.doubt("the value is not known before", source, s.pos))
	}
	text, what := s.string(args[0]), s.string(args[1])
	t := maybe
	switch {
	case !open(text) && !open(what):
		t = truthOf(holds(strings.ToLower(text), strings.ToLower(what)))
	case !open(what) && partly != nil:
		t = partly(text, what)
	}
	return boolValue(t, s.doubt("the value is not known before", source, s.pos))
}

// begins decides startsWith of a text that is not fully known.
func (s *scope) begins(text, with string) truth {
	known := strings.ToLower(literal(text))
	with = strings.ToLower(with)
	switch {
	case strings.HasPrefix(known, with):
		return yes
	case !strings.HasPrefix(with, known):
		return no
	}
	if s.elsewhere(text) && s.mentioned(with) {
		return no // it is none of the branches that begin so
	}
	return maybe
}

// format is format('{0}', x).
func (s *scope) format(args []value, source string) value {
	if len(args) == 0 || args[0].kind != textual {
		return hiddenValue(s.doubt("the value is not known before", source, s.pos))
	}
	text := args[0].text
	if strings.Contains(text, "{{") || strings.Contains(text, "}}") {
		return hiddenValue(s.doubt("the format is not understood", source, s.pos))
	}
	for i, a := range args[1:] {
		text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", s.string(a))
	}
	return textValue(text)
}

// Markdown returns the table of what is understood.
func Markdown(rows []Understood) string {
	var b strings.Builder
	b.WriteString("| written | taken for |\n|---|---|\n")
	for _, u := range rows {
		fmt.Fprintf(&b, "| %s | %s |\n", strings.ReplaceAll(u.Name, "|", `\|`), strings.ReplaceAll(u.Means, "|", `\|`))
	}
	return b.String()
}
