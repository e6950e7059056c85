// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"regexp"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

var (
	pushes      = regexp.MustCompile(`\b(?:docker|podman|buildah|nerdctl)\b[^\n]*\bpush\b|--push\b|\bimagetools\s+create\b`)
	otherPusher = regexp.MustCompile(`\b(?:ko\s+(?:build|publish|resolve|apply)|crane\s+(?:push|copy|cp|tag|mutate|append)|skopeo\s+copy|kaniko|jib|bake\b[^\n]*--push|pack\s+build[^\n]*--publish|buildx\s+bake[^\n]*--push|(?:compose|stack)[^\n]*\bpush|regctl\s+image\s+(?:copy|mod)|oras\s+(?:push|copy|tag))`)
	branching   = regexp.MustCompile(`(?m)^\s*(?:if|for|while|until|case|function)\b|^\s*\w+\s*\(\)\s*\{|&&|\|\||;\s*then\b`)
	assigned    = regexp.MustCompile(`^(?:export\s+|local\s+|readonly\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$`)
	written     = regexp.MustCompile(`\$\{?GITHUB_ENV`)
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
	code := withoutComments(text)
	if !pushes.MatchString(code) && !otherPusher.MatchString(code) {
		return
	}
	if m := otherPusher.FindString(code); m != "" {
		s.any(s.event, s.doubt("what this command pushes is not understood", m, exec.Run.Pos))
		return
	}
	if m := branching.FindString(code); m != "" {
		d := s.doubt("the script has branches, and what it runs is not known before", strings.TrimSpace(pushes.FindString(code)), exec.Run.Pos)
		doubts = append([]*tagscheme.Doubt{d}, doubts...)
	}
	variables := map[string]string{}
	for line := range strings.SplitSeq(code, "\n") {
		source := strings.TrimSpace(line)
		if m := assigned.FindStringSubmatch(source); m != nil {
			variables[m[1]] = s.expand(m[2], variables, exec.Run.Pos)
			continue
		}
		if strings.Contains(source, "imagetools") && strings.Contains(source, "DOCKER_METADATA_OUTPUT") && run.last != nil {
			s.emitMetadata(run.last, doubts) // as Docker documents it for images that several jobs build
			continue
		}
		for _, command := range strings.FieldsFunc(source, func(c rune) bool { return c == ';' || c == '&' || c == '|' }) {
			if pushes.MatchString(command) || strings.Contains(command, "imagetools") {
				s.command(command, source, variables, exec.Run.Pos, doubts)
			}
		}
	}
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

var variable = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)([^}]*)\}|\$([A-Za-z_][A-Za-z0-9_]*)|\$\(\s*git rev-parse --short(?:=([0-9]+))? (?:HEAD|"?\$\{?GITHUB_SHA\}?"?)\s*\)|\$\([^)]*\)|` + "`[^`]*`")

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
