// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"regexp"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

var (
	pushes       = regexp.MustCompile(`\b(?:docker|podman|buildah|nerdctl)\b[^\n]*\bpush\b|--push\b|\bimagetools\s+create\b`)
	otherPusher  = regexp.MustCompile(`\b(?:ko\s+(?:build|publish|resolve|apply)|crane\s+(?:push|copy|cp|tag|mutate|append)|skopeo\s+copy|kaniko|jib|bake\b[^\n]*--push|pack\s+build[^\n]*--publish|buildx\s+bake[^\n]*--push|(?:compose|stack)[^\n]*\bpush|earthly\b[^\n]*--push|regctl\s+image\s+(?:copy|mod)|oras\s+(?:push|copy|tag))`)
	branching    = regexp.MustCompile(`(?m)^\s*(?:if|for|while|until|case|function)\b|^\s*\w+\s*\(\)\s*\{|\|\||;\s*then\b`)
	plainCommand = regexp.MustCompile(`^\s*(?:docker|podman|buildah|nerdctl|cd|echo|export|set)\s`)
	shifting     = regexp.MustCompile(`(?m)\bshift\b|\bset\s+--|\bgetopts\b|\beval\b`)
	assigned     = regexp.MustCompile(`^(?:export\s+|local\s+|readonly\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$`)
	written      = regexp.MustCompile(`\$\{?GITHUB_ENV`)
)

// script notes what a script pushes.
func (s *scope) script(exec *actionlint.ExecRun, run *jobState, doubts []*tagscheme.Doubt) {
	if exec.Run == nil {
		return
	}
	text := strings.ReplaceAll(exec.Run.Value, "\\\n", " ")
	defer func() {
		if written.MatchString(text) {
			run.written += strings.ToLower(text)
		}
	}()
	dir := ""
	if s.job != nil {
		dir = s.file.defaultOf(s.job, func(d *actionlint.DefaultsRun) *actionlint.String { return d.WorkingDirectory })
	}
	if exec.WorkingDirectory != nil {
		dir = exec.WorkingDirectory.Value
	}
	s.shell(&shellText{
		text: exec.Run.Value, dir: joined("", workspace.ReplaceAllString(dir, "")), run: run, variables: map[string]string{}, exported: map[string]string{},
		pos: func(int) *actionlint.Pos { return exec.Run.Pos },
	}, doubts)
}

// shell notes what a text of a shell pushes, and what the files push that it runs.
func (s *scope) shell(t *shellText, doubts []*tagscheme.Doubt) {
	code := withoutComments(strings.ReplaceAll(t.text, "\\\n", " "))
	pushing := pushes.MatchString(code)
	unclear := func(why, what string) *tagscheme.Doubt {
		first, _, _ := strings.Cut(strings.TrimSpace(what), "\n")
		return s.doubt(why, first, t.pos(1))
	}
	if m := otherPusher.FindString(code); m != "" {
		s.any(s.event, unclear("what this command pushes is not understood", m))
		return
	}
	branches := hasBranches(code)
	if branches {
		what := strings.TrimSpace(pushes.FindString(code))
		d := unclear("the script has branches, and what it runs is not known before", what)
		doubts = append([]*tagscheme.Doubt{d}, doubts...)
	}
	if m := shifting.FindString(code); pushing && len(t.within) > 0 && (branches || m != "") {
		s.any(s.event, unclear("what of the script runs, and with which arguments, is not known before", pushes.FindString(code)))
		return
	}
	times := map[string]int{}
	for _, l := range logicalLines(t.text) {
		if m := assigned.FindStringSubmatch(strings.TrimSpace(l.text)); m != nil {
			times[m[1]]++
		}
	}
	commands := s.commandsOf(t.text)
	lines := logicalLines(t.text)
	for i, l := range lines {
		if source := strings.TrimSpace(l.text); !strings.HasPrefix(source, "#") {
			s.shellLine(source, t, t.pos(l.line), branches, times, doubts)
		}
		for len(commands) > 0 && (i+1 == len(lines) || commands[0].Line < lines[i+1].line) {
			s.calls(commands[0], t, doubts)
			commands = commands[1:]
		}
	}
}

// shellLine notes what one line pushes, and the variables that it sets.
func (s *scope) shellLine(source string, t *shellText, pos *actionlint.Pos, branches bool, times map[string]int, doubts []*tagscheme.Doubt) {
	assign := func(text string) bool {
		m := assigned.FindStringSubmatch(text)
		if m == nil || pushes.MatchString(text) {
			return false
		}
		value := s.expand(m[2], t.variables, pos)
		if branches && times[m[1]] > 1 {
			value = s.unknown(s.doubt("the variable is set more than once", text, pos))
		}
		t.variables[m[1]] = value
		if strings.HasPrefix(text, "export ") {
			t.exported[m[1]] = value
		} else if _, known := s.environment(m[1]); known || t.exported[m[1]] != "" {
			t.exported[m[1]] = value
		}
		return true
	}
	if assign(source) {
		return
	}
	if strings.Contains(source, "imagetools") && strings.Contains(source, "DOCKER_METADATA_OUTPUT") && t.run.last != nil {
		s.emitMetadata(t.run.last, doubts) // as Docker documents it for images that several jobs build
		return
	}
	for _, command := range strings.FieldsFunc(source, func(c rune) bool { return c == ';' || c == '&' || c == '|' }) {
		switch {
		case pushes.MatchString(command) || strings.Contains(command, "imagetools"):
			s.command(command, source, t.variables, pos, doubts)
		case pushes.MatchString(source):
			assign(strings.TrimSpace(command))
		}
	}
}

// hasBranches reports whether some of a script may not run although nothing in it fails.
func hasBranches(code string) bool {
	if branching.MatchString(code) {
		return true
	}
	for line := range strings.SplitSeq(code, "\n") {
		parts := strings.Split(line, "&&")
		for _, p := range parts[:len(parts)-1] {
			if !plainCommand.MatchString(p) {
				return true
			}
		}
	}
	return false
}

func withoutComments(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// command notes what one command pushes.
func (s *scope) command(command, source string, variables map[string]string, pos *actionlint.Pos, doubts []*tagscheme.Doubt) {
	place := s.file.at(pos, strings.TrimSpace(firstWords(source)))
	unclear := func(why string) { s.any(s.event, &tagscheme.Doubt{Why: why, Expression: short(source), Place: place}) }
	if strings.Contains(command, "$(") || strings.Contains(command, "`") {
		if !strings.Contains(command, "git rev-parse") {
			unclear("what the command puts out is not known before")
			return
		}
	}
	c := parseCommand(shellWords(command))
	if c.all {
		unclear("all tags of the image are pushed")
		return
	}
	for _, ref := range c.caches {
		s.cache(s.expand(ref, variables, pos), short(source), place, doubts)
	}
	for _, t := range c.pushed() {
		s.ref(s.expand(t, variables, pos), short(source), place, doubts, true)
	}
}

// parsed is a command of docker, as far as it says what is pushed.
type parsed struct {
	verb               string // push, build or create
	push, all          bool
	tags, refs, caches []string
}

func parseCommand(args []string) parsed {
	var c parsed
	for i := 0; i < len(args); i++ {
		arg := args[i]
		next := func() string { // the value of an option, behind it or behind '='
			if _, value, ok := strings.Cut(arg, "="); ok {
				return value
			}
			if i++; i < len(args) {
				return args[i]
			}
			return ""
		}
		switch name, _, _ := strings.Cut(arg, "="); {
		case (arg == "push" || arg == "build" || arg == "create") && c.verb == "":
			c.verb = arg
		case arg == "--push" || arg == "--push=true":
			c.push = true
		case arg == "--all-tags" || arg == "-a" && c.verb == "push":
			c.all = true
		case name == "--tag" || arg == "-t":
			c.tags = append(c.tags, next())
		case strings.HasPrefix(arg, "-t") && c.verb != "push":
			c.tags = append(c.tags, strings.TrimPrefix(arg, "-t"))
		case name == "--cache-to":
			if to := next(); strings.Contains(to, "type=registry") {
				for part := range strings.SplitSeq(to, ",") {
					if ref, ok := strings.CutPrefix(part, "ref="); ok {
						c.caches = append(c.caches, ref)
					}
				}
			}
		case !strings.HasPrefix(arg, "-") && c.verb == "push":
			c.refs = append(c.refs, arg)
		}
	}
	return c
}

// pushed are the refs that the command pushes.
func (c parsed) pushed() []string {
	switch {
	case c.verb == "push" && len(c.refs) > 0: // podman push IMAGE DESTINATION
		return []string{strings.TrimPrefix(c.refs[len(c.refs)-1], "docker://")}
	case c.verb == "build" && c.push, c.verb == "create":
		return c.tags
	}
	return nil
}

// short is the first line of a command, no longer than a message takes.
func short(command string) string {
	command = strings.Join(strings.Fields(command), " ")
	if len(command) > 80 {
		return strings.ToValidUTF8(command[:80], "") + " …"
	}
	return command
}

// firstWords are what of a command stands on one line of the file, for its place.
func firstWords(source string) string {
	f := strings.Fields(source)
	if len(f) > 2 {
		f = f[:2]
	}
	return strings.Join(f, " ")
}

// shellWords cuts a command at its spaces. Quotes are taken off, but those that keep a variable from being replaced stay.
func shellWords(command string) []string {
	var all []string
	var b strings.Builder
	quote, some := rune(0), false
	depth := 0 // of ${{ and $(
	for i, c := range command {
		switch {
		case depth == 0 && quote == 0 && (c == '"' || c == '\''):
			quote, some = c, true
		case depth == 0 && quote != 0 && c == quote:
			quote = 0
		case quote == 0 && depth == 0 && (c == ' ' || c == '\t'):
			if some {
				all = append(all, b.String())
				b.Reset()
				some = false
			}
		default:
			if (c == '{' || c == '(') && (depth > 0 || i > 0 && command[i-1] == '$') {
				depth++
			} else if (c == '}' || c == ')') && depth > 0 {
				depth--
			}
			b.WriteRune(c)
			some = true
		}
	}
	if some {
		all = append(all, b.String())
	}
	return all
}

var variable = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*|[0-9]+)([^}]*)\}|\$([A-Za-z_][A-Za-z0-9_]*|[0-9])|\$\{?[@*#!][^}\s]*\}?|\$\(\s*git rev-parse --short(?:=([0-9]+))? (?:HEAD|"?\$\{?GITHUB_SHA\}?"?)\s*\)|\$\([^)]*\)|` + "`[^`]*`")

var substring = regexp.MustCompile(`^:(?:0)?:([0-9]+)$`)

// expand replaces expressions and variables of a word of a script.
func (s *scope) expand(word string, variables map[string]string, pos *actionlint.Pos) string {
	word = s.fill(strings.Trim(strings.TrimSpace(word), `"'`), pos)
	return variable.ReplaceAllStringFunc(word, func(found string) string {
		m := variable.FindStringSubmatch(found)
		name := m[1] + m[3]
		unknown := func(why string) string { return s.unknown(s.doubt(why, found, pos)) }
		if name == "" {
			if strings.Contains(found, "git rev-parse --short") {
				length := m[4]
				if length == "" {
					return unknown("how many digits Git prints is not known before")
				}
				digits := `[0-9a-f]{` + length + `,40}`
				return s.part(part{raw: digits, tag: digits, varies: true})
			}
			return unknown("what the command puts out is not known before")
		}
		text, ok := variables[name]
		if !ok {
			text, ok = s.environment(name)
		}
		if !ok {
			return unknown("the variable is not known before")
		}
		switch modifier := m[2]; {
		case modifier == "":
			return text
		case strings.HasPrefix(modifier, ":?"), strings.HasPrefix(modifier, ":-") && !s.mayBeEmpty(text):
			return text
		case strings.HasPrefix(modifier, ":-") && text == "":
			return modifier[2:]
		case modifier == ",,":
			return strings.ToLower(text)
		case substring.MatchString(modifier) && text == s.event.sha:
			n := substring.FindStringSubmatch(modifier)[1]
			digits := `[0-9a-f]{` + n + `}`
			if len(n) > 2 || len(n) == 2 && n > "40" {
				digits = commit
			}
			return s.part(part{raw: digits, tag: digits, varies: true})
		}
		return unknown("the variable is not known before")
	})
}

// environment returns a variable that scripts see.
func (s *scope) environment(name string) (string, bool) {
	switch name {
	case "GITHUB_SHA":
		return s.event.sha, true
	case "GITHUB_REF":
		return s.event.ref, true
	case "GITHUB_REF_NAME":
		return s.event.refName(), true
	case "GITHUB_HEAD_REF":
		return s.event.head, true
	case "GITHUB_REPOSITORY":
		return s.repositoryName(0), true
	case "GITHUB_REPOSITORY_OWNER":
		return s.repositoryName(1), true
	case "GITHUB_RUN_NUMBER", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT":
		return s.event.count, true
	}
	v := s.env(strings.ToLower(name))
	if v.kind != textual {
		return "", false
	}
	return v.text, true
}
