// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/script"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// shellText is a text that a shell runs: that of a step, or a file of the repository.
type shellText struct {
	text string
	// pos returns from where on a line of the text is looked for in the file.
	pos func(line int) *actionlint.Pos
	// variables are those that it sees, exported those that what it runs sees as well.
	variables, exported map[string]string
	// dir is the working directory in the repository; "?" where it is not known.
	dir string
	// within are the files that run it, the innermost last; none for a step.
	within []string
	run    *jobState
}

const (
	// unknownDir is a working directory that is not known.
	unknownDir = "?"
	// maxCalls is how deep scripts run one another.
	maxCalls = 8
)

var (
	suggests     = regexp.MustCompile(`(?i)push|publish|release|deploy`)
	plainPushes  = regexp.MustCompile(`(?i)` + pushes.String() + `|\$[({]\w+[)}](?:\s[^\n]*)?\spush\b`)
	interpreters = regexp.MustCompile(`^(?:python[0-9.]*|node|ruby|perl|php|tsx|ts-node|deno|bun)$`)
	// otherLanguages are the endings of scripts that no shell reads.
	otherLanguages = []string{".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".pl", ".php"}
	shells         = []string{"sh", "bash", "dash", "zsh", "ksh", "ash", ".", "source"}
	makefiles      = map[string][]string{
		"make": {"GNUmakefile", "makefile", "Makefile"}, "gmake": {"GNUmakefile", "makefile", "Makefile"}, "just": {"justfile", "Justfile", ".justfile"},
	}
	packagers = []string{"npm", "yarn", "pnpm", "bun"}
	// runners run tasks of files that are not read.
	runners   = []string{"task", "mage", "rake", "invoke", "inv", "gulp", "grunt", "nx", "turbo", "bazel", "dagger", "poe", "tox", "nox", "hatch", "earthly", "ant"}
	workspace = regexp.MustCompile(`^(?:\$\{?GITHUB_WORKSPACE\}?|\$\{\{\s*github\.workspace\s*\}\})/`)
)

// commandsOf returns the commands of a script, with the expressions in them.
func (s *scope) commandsOf(text string) []script.Command {
	var o script.Options
	all, ok := script.Commands(s.file.withoutExpressions(text, &o))
	if !ok {
		for _, l := range logicalLines(text) {
			for _, command := range strings.FieldsFunc(l.text, func(c rune) bool { return c == ';' || c == '&' || c == '|' }) {
				if words := shellWords(command); len(words) > 0 && !strings.HasPrefix(words[0], "#") {
					all = append(all, script.Command{Words: words, Line: l.line})
				}
			}
		}
		return all
	}
	back := func(words []string) {
		for i, w := range words {
			var b strings.Builder
			for _, c := range w {
				switch n := int(c - script.First); {
				case string(c) == script.Unknown:
					b.WriteString("$(unknown)")
				case n >= 0 && n < len(o.Expressions):
					b.WriteString("${{" + o.Expressions[n] + "}}")
				default:
					b.WriteRune(c)
				}
			}
			words[i] = b.String()
		}
	}
	for _, c := range all {
		back(c.Words)
		back(c.Sets)
	}
	return all
}

// calls notes what is pushed by a file of the repository that a command runs.
func (s *scope) calls(c script.Command, t *shellText, doubts []*tagscheme.Doubt) {
	name, args := workspace.ReplaceAllString(c.Words[0], "./"), c.Words[1:]
	base := path.Base(name)
	switch {
	case name == "cd" || name == "pushd":
		t.dir = joined(t.dir, append(args, unknownDir)[0])
	case slices.Contains(shells, name) || interpreters.MatchString(name) && name != "bun":
		for len(args) > 0 && strings.HasPrefix(args[0], "-") {
			if strings.Contains(args[0], "c") || !slices.Contains(shells, name) && (args[0] == "-m" || args[0] == "-e") {
				return // the script is an argument, or none of the repository
			}
			args = args[1:]
		}
		if len(args) > 0 && (slices.Contains(shells, name) || strings.Contains(args[0], ".")) {
			s.calledFile(workspace.ReplaceAllString(args[0], "./"), args[1:], interpreters.MatchString(name), c, t, doubts)
		}
	case makefiles[base] != nil && !strings.HasPrefix(name, "."):
		s.make(base, args, c, t, doubts)
	case slices.Contains(packagers, base):
		s.packageScript(base, args, c, t, doubts)
	case slices.Contains(runners, base) && !strings.HasPrefix(name, "."):
		s.absent(c, t)
	case strings.Contains(name, "/") && !strings.HasPrefix(name, "/") && !strings.HasPrefix(name, "~") && !strings.HasPrefix(name, "$HOME") && !strings.HasPrefix(name, "$RUNNER"):
		s.calledFile(name, args, false, c, t, doubts)
	}
}

// joined returns a path below a directory of the repository.
func joined(dir, name string) string {
	if dir == unknownDir || name == unknownDir || strings.ContainsAny(name, "$`*?~") || strings.HasPrefix(name, "/") {
		return unknownDir
	}
	return path.Join(dir, name)
}

// opens returns a file of the repository.
func (s *scope) opens(name string) (text, shown string, ok bool) {
	if s.repository.Open == nil || name == unknownDir {
		return "", "", false
	}
	read, shown, ok := s.repository.Open(name)
	if !ok || slices.Contains(read, 0) {
		return "", "", false
	}
	return string(read), shown, true
}

// absent notes a command whose script cannot be read, where its words say that it may push the image.
func (s *scope) absent(c script.Command, t *shellText) {
	pos := t.pos(c.Line)
	words := strings.Join(c.Words, " ")
	expanded := make([]string, len(c.Words))
	for i, w := range c.Words {
		expanded[i] = s.expand(w, t.variables, pos)
	}
	_, name, _ := strings.Cut(s.image, "/")
	if suggests.MatchString(words) || strings.Contains(strings.ToLower(strings.Join(expanded, " ")), name) {
		s.any(s.event, &tagscheme.Doubt{Why: "what this runs is not at hand, and may push the image", Expression: short(words), Place: s.file.at(pos, firstWords(c.Words[0]))})
	}
}

// calledFile notes what a file pushes that is run with arguments; plain says that it is no script of a shell.
func (s *scope) calledFile(name string, args []string, plain bool, c script.Command, t *shellText, doubts []*tagscheme.Doubt) {
	name = joined(t.dir, name)
	text, shown, ok := s.opens(name)
	if !ok {
		s.absent(c, t)
		return
	}
	first, _, _ := strings.Cut(text, "\n")
	if strings.HasPrefix(first, "#!") {
		plain = !strings.Contains(first, "sh")
	} else if slices.Contains(otherLanguages, path.Ext(name)) {
		plain = true
	}
	if plain {
		s.plain(logicalLines(text), shown)
		return
	}
	if slices.Contains(t.within, shown) {
		return // what it pushes is noted already
	}
	s.inner(shown, text, c, t, func(inner *shellText) {
		for i := range max(len(args), 9) {
			if inner.variables[strconv.Itoa(i+1)] = ""; i < len(args) {
				inner.variables[strconv.Itoa(i+1)] = s.expand(args[i], t.variables, t.pos(c.Line))
			}
		}
		if c.Words[0] == "." || c.Words[0] == "source" {
			for k, v := range t.variables {
				inner.variables[k] = v
			}
		}
	}, doubts)
}

// inner reads a script that another text runs.
func (s *scope) inner(shown, text string, c script.Command, t *shellText, fill func(*shellText), doubts []*tagscheme.Doubt) {
	if s.work += 1 + len(text)>>10; s.work > maxWork || len(t.within) >= maxCalls {
		s.any(s.event, &tagscheme.Doubt{Why: "scripts run one another, too many to be looked at", Expression: short(strings.Join(c.Words, " ")), Place: s.file.at(t.pos(c.Line), c.Words[0])})
		return
	}
	inner := &shellText{
		text: text, dir: t.dir, within: append(slices.Clone(t.within), shown), run: t.run, variables: map[string]string{}, exported: map[string]string{},
		pos: func(line int) *actionlint.Pos { return &actionlint.Pos{Line: line, Col: 1} },
	}
	for k, v := range t.exported {
		inner.variables[k], inner.exported[k] = v, v
	}
	for _, set := range c.Sets {
		k, v, _ := strings.Cut(set, "=")
		v = s.expand(v, t.variables, t.pos(c.Line))
		inner.variables[k], inner.exported[k] = v, v
	}
	fill(inner)
	outer := s.reading.file
	s.reading.file = &File{Path: shown, lines: strings.Split(text, "\n")}
	defer func() { s.reading.file = outer }()
	s.shell(inner, doubts)
}

// plain notes lines that push, of a file of which only the words are read.
func (s *scope) plain(lines []madeLine, shown string) bool {
	for _, l := range lines {
		trimmed := strings.TrimSpace(l.text)
		if strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "//") {
			continue
		}
		if plainPushes.MatchString(trimmed) || otherPusher.MatchString(trimmed) {
			s.any(s.event, &tagscheme.Doubt{Why: "what this line pushes is not read", Expression: short(trimmed), Place: tagscheme.Place{File: shown, Line: l.line}})
			return true
		}
	}
	return false
}

// make notes what the targets of a Makefile push.
func (s *scope) make(tool string, args []string, c script.Command, t *shellText, doubts []*tagscheme.Doubt) {
	dir, names := t.dir, makefiles[tool]
	var targets []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		value := func(long, brief string) (string, bool) {
			if v, ok := strings.CutPrefix(arg, long+"="); ok {
				return v, true
			}
			if v, ok := strings.CutPrefix(arg, brief); ok && v != "" && !strings.HasPrefix(arg, "--") {
				return v, true
			}
			if (arg == brief || arg == long) && i+1 < len(args) {
				i++
				return args[i], true
			}
			return "", false
		}
		if v, ok := value("--directory", "-C"); ok {
			dir = joined(dir, v)
		} else if v, ok := value("--file", "-f"); ok {
			names = []string{v}
		} else if !strings.HasPrefix(arg, "-") && !strings.Contains(arg, "=") && strings.Trim(arg, "0123456789") != "" {
			targets = append(targets, arg)
		}
	}
	if tool == "just" && len(targets) > 1 {
		targets = targets[:1] // the rest may be its arguments
	}
	for _, name := range names {
		text, shown, ok := s.opens(joined(dir, name))
		if !ok {
			continue
		}
		if slices.Contains(t.within, shown) {
			return
		}
		m := readMakefile(text)
		lines, known := m.runs(targets)
		if s.plain(lines, shown) {
			return
		}
		if !known && (m.more || !slices.ContainsFunc(targets, func(target string) bool { return m.targets[target] != nil })) {
			s.absent(c, t)
		}
		slices.SortStableFunc(lines, func(a, b madeLine) int { return a.line - b.line })
		var recipes strings.Builder
		for _, l := range lines {
			recipes.WriteString(strings.Repeat("\n", max(0, l.line-1-strings.Count(recipes.String(), "\n"))) + strings.TrimLeft(l.text, "@-+") + "\n")
		}
		s.inner(shown, recipes.String(), c, &shellText{dir: dir, within: t.within, run: t.run, variables: t.variables, exported: t.exported, pos: t.pos}, func(*shellText) {}, doubts)
		return
	}
	s.absent(c, t)
}

// packageScript notes what a script of package.json pushes.
func (s *scope) packageScript(tool string, args []string, c script.Command, t *shellText, doubts []*tagscheme.Doubt) {
	dir := t.dir
	for len(args) > 1 && strings.HasPrefix(args[0], "-") {
		option, value, _ := strings.Cut(args[0], "=")
		if args = args[1:]; slices.Contains([]string{"--prefix", "-C", "--dir", "--cwd"}, option) {
			if value == "" {
				value, args = args[0], args[1:]
			}
			dir = joined(dir, value)
		}
	}
	explicit := len(args) > 1 && (args[0] == "run" || args[0] == "run-script")
	if explicit {
		args = args[1:]
	}
	if len(args) == 0 || tool == "npm" && !explicit && args[0] != "test" && args[0] != "start" {
		return
	}
	text, shown, ok := s.opens(joined(dir, "package.json"))
	var manifest struct{ Scripts map[string]string }
	if !ok || json.Unmarshal([]byte(text), &manifest) != nil {
		if explicit {
			s.absent(c, t)
		}
		return
	}
	for _, name := range []string{"pre" + args[0], args[0], "post" + args[0]} {
		command := manifest.Scripts[name]
		if command == "" {
			continue
		}
		line := max(1, strings.Count(text[:max(0, strings.Index(text, `"`+name+`"`))], "\n")+1)
		if len(args) > 1 && s.plain([]madeLine{{command, line}}, shown) {
			return // the arguments are put behind it
		}
		if !slices.Contains(t.within, shown+" "+name) {
			from := &shellText{dir: dir, within: append(slices.Clone(t.within), shown+" "+name), run: t.run, variables: t.variables, exported: t.exported, pos: t.pos}
			s.inner(shown, strings.Repeat("\n", line-1)+command, c, from, func(*shellText) {}, doubts)
		}
	}
}
