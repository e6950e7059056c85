// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	// An action where YAML expects a value: it reads the braces as a mapping.
	bareAction = regexp.MustCompile(`^[^'"#]*?(?:^|[:,\[-])[ \t]*\{\{`)
	// A line that holds actions and nothing else, which no YAML has.
	onlyActions = regexp.MustCompile(`^\s*(?:\{\{.*\}\}|\{%.*%\}|\{#.*#\})\s*$`)
	// What only Helm or a generator of folders fills. No generator of an ApplicationSet has a parameter of these names.
	helmObject = regexp.MustCompile(`\{\{-?[^}]*(?:[ ($]\.?|\.)(?:Values|Release|Chart|Capabilities|Files|Template)\.|\{\{-?\s*(?:include|template|tpl)\s+|\{\{-?\s*cookiecutter\.`)
	// The beginning or end of a block that decides whether what stands in it is there.
	blockAction = regexp.MustCompile(`\{[{%]-?\s*(if|range|with|define|block|for|end|endif|endfor)\b`)
	// The beginning of a block scalar, whose lines are text.
	blockScalar = regexp.MustCompile(`^( *)(?:- )*\S.*:\s+[|>][-+0-9]*\s*$`)
)

// templateExtensions end the names of templates by custom.
var templateExtensions = []string{".tpl", ".tmpl", ".gotmpl", ".j2", ".jinja", ".jinja2"}

// charts are the folders that hold a Chart.yaml.
type charts map[string]bool

func chartsOf(docs []Document) charts {
	found := charts{}
	for _, d := range docs {
		if path.Base(d.Path) == "Chart.yaml" {
			found[path.Dir(d.Path)] = true
		}
	}
	return found
}

// fills reports whether Helm fills a file: it lies below the templates of a chart.
func (c charts) fills(name string) bool {
	for dir := path.Dir(name); dir != "." && dir != "/"; dir = path.Dir(dir) {
		if path.Base(dir) == "templates" && c[path.Dir(dir)] {
			return true
		}
	}
	return false
}

// actions are what a text has that a template engine replaces.
type actions struct {
	any  bool // somewhere outside of comments
	only bool // on a line of their own, outside of block scalars
	bare int  // the line of the first one that YAML reads as a mapping, counted from 1; 0 where there is none
}

func actionsOf(text []byte) actions {
	var found actions
	if !hasAction(text) {
		return found
	}
	block := -1 // the indentation of the key whose block scalar this is
	number := 0
	for line := range bytes.Lines(text) {
		number++
		s := strings.TrimRight(string(line), "\r\n")
		indentation := len(s) - len(strings.TrimLeft(s, " "))
		if block >= 0 && (strings.TrimSpace(s) == "" || indentation > block) {
			continue
		}
		block = -1
		if m := blockScalar.FindStringSubmatch(s); m != nil {
			block = len(m[1])
		}
		if strings.HasPrefix(strings.TrimSpace(s), "#") || !hasAction([]byte(s)) {
			continue
		}
		before, _, comment := strings.Cut(s, " #")
		if comment && !hasAction([]byte(before)) {
			continue
		}
		found.any = true
		found.only = found.only || onlyActions.MatchString(s)
		if found.bare == 0 && bareAction.MatchString(s) {
			found.bare = number
		}
	}
	return found
}

func hasAction(text []byte) bool {
	return bytes.Contains(text, []byte("{{")) || bytes.Contains(text, []byte("{%"))
}

// isTemplate reports whether a text that YAML cannot read as it is meant is one of a template engine, and not a file with a
// mistake: Helm fills it, its name says so, a line of it is an action alone, or nothing says that it is a resource.
func (f *foreign) isTemplate(c charts, found actions) bool {
	return c.fills(f.Path) || slices.Contains(templateExtensions, path.Ext(f.Path)) || found.only ||
		found.any && (!bytes.Contains(f.Text, []byte("apiVersion")) || helmObject.Match(f.Text))
}

// opened is how many blocks of actions a text leaves open; negative where it closes more.
func opened(text []byte) int {
	n := 0
	for _, m := range blockAction.FindAllSubmatch(text, -1) {
		if bytes.HasPrefix(m[1], []byte("end")) {
			n--
		} else {
			n++
		}
	}
	return n
}
