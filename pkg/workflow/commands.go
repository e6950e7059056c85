// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"slices"
	"sort"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/script"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// Commands returns what a workflow holds beside the tags that it pushes, and the scripts of the repository that it runs. open
// returns a file of the repository and its path as a person knows it.
func (f *File) Commands(open func(name string) (text []byte, shown string, ok bool)) []*ci.File {
	own := &ci.File{Kind: ci.Workflow, Path: f.Path, Text: []byte(strings.Join(f.lines, "\n"))}
	own.Phrases, own.Refusals = f.phrases(), f.refused
	files := []*ci.File{own}
	if f.tree == nil {
		return files
	}
	opened := map[string]bool{}
	for _, job := range f.jobs() {
		own.Logins = append(own.Logins, f.logins(job)...)
		for _, step := range job.Steps {
			run, isRun := step.Exec.(*actionlint.ExecRun)
			if !isRun || run.Run == nil {
				continue
			}
			o, ok := f.shell(job, step, run)
			if !ok {
				continue
			}
			read := script.Read(f.withoutExpressions(run.Run.Value, &o), o)
			for _, q := range read.Requests {
				q.Place = f.placeIn(run.Run, q.Line, q.Column, q.Command)
				own.Requests = append(own.Requests, q)
			}
			if run.WorkingDirectory != nil || f.defaultOf(job, func(d *actionlint.DefaultsRun) *actionlint.String { return d.WorkingDirectory }) != "" {
				continue
			}
			for _, call := range read.Calls {
				if text, shown, ok := open(call.Path); ok && !opened[call.Path] && !slices.Contains(text, 0) {
					opened[call.Path] = true
					called := script.Read(string(text), call.Options)
					files = append(files, &ci.File{Kind: ci.Script, Path: shown, Text: text, Requests: called.Requests})
				}
			}
		}
	}
	own.WideAt = f.wide(own)
	return files
}

// jobs returns the jobs in the order of their lines.
func (f *File) jobs() []*actionlint.Job {
	jobs := make([]*actionlint.Job, 0, len(f.tree.Jobs))
	for _, j := range f.tree.Jobs {
		jobs = append(jobs, j)
	}
	sort.Slice(jobs, func(i, j int) bool { return jobs[i].Pos.Line < jobs[j].Pos.Line })
	return jobs
}

// defaultOf returns a setting of `defaults.run` of the job, else of the workflow.
func (f *File) defaultOf(job *actionlint.Job, setting func(*actionlint.DefaultsRun) *actionlint.String) string {
	for _, d := range []*actionlint.Defaults{job.Defaults, f.tree.Defaults} {
		if d != nil && d.Run != nil {
			if s := setting(d.Run); s != nil {
				return s.Value
			}
		}
	}
	return ""
}

// shell says how a step runs its script; ok is false where no shell of Unix does.
func (f *File) shell(job *actionlint.Job, step *actionlint.Step, run *actionlint.ExecRun) (o script.Options, ok bool) {
	name := f.defaultOf(job, func(d *actionlint.DefaultsRun) *actionlint.String { return d.Shell })
	if run.Shell != nil {
		name = run.Shell.Value
	}
	switch words := strings.Fields(name); {
	case len(words) == 0:
		if onWindows(job) {
			return o, false
		}
		o.Errexit = true // bash -e {0}
	case name == "bash":
		o.Errexit, o.Pipefail = true, true
	case name == "sh":
		o.Errexit = true
	case words[0] == "bash" || words[0] == "sh":
		for i, w := range words[1:] {
			if strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "--") {
				o.Errexit = o.Errexit || strings.Contains(w, "e")
			}
			o.Pipefail = o.Pipefail || w == "pipefail" && strings.HasSuffix(words[i], "o")
		}
	default:
		return o, false
	}
	o.Guarded = mayBe(step.ContinueOnError) || mayBe(job.ContinueOnError)
	o.Limited = step.TimeoutMinutes != nil || job.TimeoutMinutes != nil
	o.Env = map[string]string{}
	for _, env := range []*actionlint.Env{f.tree.Env, job.Env, step.Env} {
		if env == nil {
			continue
		}
		for _, v := range env.Vars {
			if v.Name != nil && v.Value != nil {
				o.Env[v.Name.Value] = replaceExpressions(v.Value.Value, func(string) string { return script.Unknown })
			}
		}
	}
	return o, true
}

func onWindows(job *actionlint.Job) bool {
	if job.RunsOn == nil {
		return false
	}
	if job.RunsOn.LabelsExpr != nil {
		return true // it may be
	}
	return slices.ContainsFunc(job.RunsOn.Labels, func(l *actionlint.String) bool {
		return strings.Contains(strings.ToLower(l.Value), "windows") || strings.Contains(l.Value, "${{")
	})
}

func mayBe(b *actionlint.Bool) bool { return b != nil && (b.Value || b.Expression != nil) }

// replaceExpressions replaces each ${{ }} of a text. One that does not end stays.
func replaceExpressions(text string, with func(expression string) string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := expressionEnd(rest)
		if end < 0 {
			b.WriteString("${{" + rest)
			return b.String()
		}
		b.WriteString(with(rest[:end]))
		text = rest[end+2:]
	}
}

// withoutExpressions puts one rune in the place of each expression of a script.
func (f *File) withoutExpressions(text string, o *script.Options) string {
	return replaceExpressions(text, func(expression string) string {
		if c := script.First + rune(len(o.Expressions)); c <= script.Last {
			o.Expressions = append(o.Expressions, expression)
			return string(c)
		}
		return script.Unknown
	})
}

// placeIn returns where in the file a line of a scalar stands.
func (f *File) placeIn(scalar *actionlint.String, line, column int, begins string) ci.Place {
	if scalar.Pos == nil {
		return ci.Place{Line: 1, Column: 1}
	}
	return f.placeAt(scalar.Pos.Line, scalar.Pos.Col, line, column, begins)
}

// placeAt is placeIn for a scalar that begins at a place of the file, where its indicator stands.
func (f *File) placeAt(atLine, atColumn, line, column int, begins string) ci.Place {
	if atLine > len(f.lines) || atLine < 1 {
		return ci.Place{Line: 1, Column: 1}
	}
	first := []rune(f.lines[atLine-1])
	if atColumn <= len(first) && atColumn > 0 && first[atColumn-1] == '|' {
		k := atLine + line
		indentation := 0
		for _, l := range f.lines[min(atLine, len(f.lines)):] {
			if strings.TrimSpace(l) != "" {
				indentation = len(l) - len(strings.TrimLeft(l, " "))
				break
			}
		}
		if k <= len(f.lines) {
			return ci.Place{Line: k, Column: indentation + column}
		}
	}
	word, _, _ := strings.Cut(begins, " ")
	found := f.at(&actionlint.Pos{Line: atLine, Col: atColumn}, word)
	if i := strings.Index(strings.ToLower(f.lines[found.Line-1]), strings.ToLower(word)); i >= 0 {
		return ci.Place{Line: found.Line, Column: len([]rune(f.lines[found.Line-1][:i])) + 1}
	}
	return ci.Place{Line: found.Line, Column: 1}
}

// githubRegistry is the registry that the token of a workflow may push to.
const githubRegistry = "ghcr.io"

// logins returns the logins of a job to GitHub's registry with the token of the workflow, where the job pushes there.
func (f *File) logins(job *actionlint.Job) []ci.Login {
	s := &scope{reading: &reading{file: f}, event: &occurrence{}, envs: []*actionlint.Env{f.tree.Env, job.Env}}
	input := func(exec *actionlint.ExecAction, name string) string {
		if in := exec.Inputs[name]; in != nil && in.Value != nil {
			return in.Value.Value
		}
		return ""
	}
	var logins []ci.Login
	pushes, there := false, false
	for _, step := range job.Steps {
		exec, ok := step.Exec.(*actionlint.ExecAction)
		if !ok || exec.Uses == nil {
			continue
		}
		name, _, _ := strings.Cut(strings.ToLower(exec.Uses.Value), "@")
		switch name {
		case "docker/login-action":
			if s.fill(input(exec, "registry"), exec.Uses.Pos) == githubRegistry && isToken(input(exec, "password")) {
				logins = append(logins, ci.Login{Place: ci.Place{Line: exec.Uses.Pos.Line, Column: exec.Uses.Pos.Col}, Registry: githubRegistry})
			}
		case "docker/build-push-action":
			push := strings.ToLower(input(exec, "push"))
			pushes = pushes || push != "" && push != "false"
			there = there || strings.Contains(s.fill(input(exec, "tags"), exec.Uses.Pos), githubRegistry+"/")
		case "docker/metadata-action":
			there = there || strings.Contains(s.fill(input(exec, "images"), exec.Uses.Pos), githubRegistry+"/")
		}
	}
	if !pushes || !there {
		return nil
	}
	p := job.Permissions
	if p == nil {
		p = f.tree.Permissions
	}
	for i := range logins {
		if p == nil {
			continue
		}
		logins[i].Given = true
		logins[i].Write = p.All != nil && p.All.Value != "read-all"
		for name, scope := range p.Scopes {
			logins[i].Write = logins[i].Write || strings.EqualFold(name, "packages") && scope.Value != nil && scope.Value.Value == "write"
		}
	}
	return logins
}

// isToken reports whether a text is the token of the workflow, and nothing else.
func isToken(text string) bool {
	inner, ok := strings.CutPrefix(strings.TrimSpace(text), "${{")
	if !ok || expressionEnd(inner) != len(inner)-2 {
		return false
	}
	switch strings.ToLower(strings.TrimSpace(inner[:len(inner)-2])) {
	case "secrets.github_token", "github.token":
		return true
	}
	return false
}

// wide returns where all rights are given to the token of a workflow that delivers.
func (f *File) wide(own *ci.File) ci.Place {
	if len(own.Logins) == 0 && len(own.Requests) == 0 {
		return ci.Place{}
	}
	all := []*actionlint.Permissions{f.tree.Permissions}
	for _, job := range f.jobs() {
		all = append(all, job.Permissions)
	}
	for _, p := range all {
		if p != nil && p.All != nil && p.All.Value == "write-all" {
			return ci.Place{Line: p.All.Pos.Line, Column: p.All.Pos.Col}
		}
	}
	return ci.Place{}
}

// Doubt says why nothing is known of a workflow; nil where it was read.
func (f *File) Doubt() *tagscheme.Doubt { return f.broken }
