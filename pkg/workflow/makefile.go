// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"regexp"
	"slices"
	"strings"
)

// recipe is what a target of a Makefile needs and runs, and where.
type recipe struct {
	needs []string
	lines []madeLine
}

// madeLine is one line of a Makefile, which counts from 1.
type madeLine struct {
	text string
	line int
}

// makefile is one as far as its plain words go: no function, no condition and no pattern is evaluated.
type makefile struct {
	first     string
	targets   map[string]*recipe
	variables map[string][]madeLine
	// more says that it includes another file.
	more bool
}

var (
	madeTarget   = regexp.MustCompile(`^([^\s:=#][^:=#]*):{1,2}([^=].*)?$`)
	madeVariable = regexp.MustCompile(`^(?:export\s+|override\s+|define\s+)*([A-Za-z_][\w.-]*)\s*(?:[:?+!]{0,3}=|$)`)
	madeMention  = regexp.MustCompile(`\$[({]([A-Za-z_][\w.-]*)|\{\{\s*([A-Za-z_][\w-]*)`)
	madeInclude  = regexp.MustCompile(`^[-s]?(?:include|import|mod)\s`)
)

// readMakefile reads a Makefile, or a justfile, which is written in the same way.
func readMakefile(text string) *makefile {
	m := &makefile{targets: map[string]*recipe{}, variables: map[string][]madeLine{}}
	var current []*recipe
	for _, l := range logicalLines(text) {
		switch trimmed := strings.TrimSpace(l.text); {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
		case (l.text[0] == '\t' || l.text[0] == ' ') && len(current) > 0:
			for _, r := range current {
				r.lines = append(r.lines, madeLine{trimmed, l.line})
			}
		case madeInclude.MatchString(trimmed):
			m.more, current = true, nil
		case madeTarget.MatchString(trimmed):
			current = nil
			found := madeTarget.FindStringSubmatch(trimmed)
			needs, command, _ := strings.Cut(found[2], ";")
			for i, name := range strings.Fields(found[1]) {
				if i > 0 && strings.ContainsAny(name, "=*+'\"") {
					break // a parameter of a justfile
				}
				r := m.targets[name]
				if r == nil {
					r = &recipe{}
					m.targets[name] = r
				}
				r.needs = append(r.needs, strings.Fields(needs)...)
				if command != "" {
					r.lines = append(r.lines, madeLine{command, l.line})
				}
				current = append(current, r)
				if m.first == "" && name[0] != '.' {
					m.first = name
				}
			}
		default:
			current = nil
			if found := madeVariable.FindStringSubmatch(trimmed); found != nil {
				m.variables[found[1]] = append(m.variables[found[1]], madeLine{trimmed, l.line})
			}
		}
	}
	return m
}

// runs returns the lines that targets run, with those of what they need and of the variables that they name; known is false
// where one of the targets is not in it.
func (m *makefile) runs(targets []string) (all []madeLine, known bool) {
	if len(targets) == 0 {
		targets = []string{m.first}
	}
	known = true
	seen := map[string]bool{}
	var variables func(l madeLine)
	variables = func(l madeLine) {
		all = append(all, l)
		for _, found := range madeMention.FindAllStringSubmatch(l.text, -1) {
			if name := found[1] + found[2]; !seen["$"+name] {
				seen["$"+name] = true
				for _, v := range m.variables[name] {
					variables(v)
				}
			}
		}
	}
	wanted := slices.Clone(targets)
	for i := 0; i < len(wanted); i++ {
		r := m.targets[wanted[i]]
		if seen[wanted[i]] {
			continue
		}
		seen[wanted[i]] = true
		if r == nil {
			known = known && i >= len(targets) // what a target needs may be a file
			continue
		}
		wanted = append(wanted, r.needs...)
		for _, l := range r.lines {
			if rest, ok := strings.CutPrefix(strings.TrimLeft(l.text, "@-+"), "$(MAKE) "); ok && !strings.ContainsAny(rest, ";&|") && !strings.Contains(rest, "-C") {
				wanted = append(wanted, strings.Fields(rest)...)
				continue
			}
			variables(l)
		}
	}
	return all, known
}

// logicalLines cuts a text into lines; one that ends in a backslash goes on in the next.
func logicalLines(text string) []madeLine {
	var all []madeLine
	goesOn := false
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		joined, more := strings.CutSuffix(line, "\\")
		if goesOn {
			all[len(all)-1].text += " " + joined
		} else {
			all = append(all, madeLine{joined, i + 1})
		}
		goesOn = more
	}
	return all
}
