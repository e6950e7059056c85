// SPDX-License-Identifier: Apache-2.0

// Package workflow reads workflows of GitHub Actions and says which tags of an image they push, at which events. Nothing is
// run: expressions are evaluated as far as Fragment says, and what lies beyond is a doubt with its expression and line.
package workflow

import (
	"fmt"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// maxSize is the largest file that is read, in bytes. GitHub takes workflows of up to 512 KiB.
const maxSize = 1 << 20

// File is a workflow.
type File struct {
	// Path is the file as a person knows it.
	Path string

	lines  []string
	tree   *actionlint.Workflow
	broken *tagscheme.Doubt
	// refused says why GitHub would not run it.
	refused []ci.Refusal
}

// Read reads a workflow. A file that cannot be read is one that pushes nobody knows what.
func Read(path string, text []byte) *File {
	f := &File{Path: path}
	if len(text) > maxSize {
		f.broken = &tagscheme.Doubt{Why: fmt.Sprintf("the file is larger than %d KiB", maxSize>>10), Place: tagscheme.Place{File: path, Line: 1}}
		return f
	}
	f.lines = strings.Split(string(text), "\n")
	tree, problems := parse(text)
	f.refused = refusals(problems)
	if len(problems) > 0 || tree == nil {
		f.broken = &tagscheme.Doubt{Why: "the file is no workflow that GitHub would run", Place: tagscheme.Place{File: path, Line: 1}}
		if len(problems) > 0 {
			f.broken.Why += ": " + problems[0].Message
			f.broken.Place.Line = max(problems[0].Line, 1)
		}
		return f
	}
	f.tree = tree
	f.broken = f.check()
	return f
}

// check looks whether GitHub refuses what was parsed: a job that is needed and is none, ids that are none or stand twice.
func (f *File) check() (broken *tagscheme.Doubt) {
	defer func() {
		if recover() != nil { // as parse
			broken = nil
		}
	}()
	ids, needs := actionlint.NewRuleID(), actionlint.NewRuleJobNeeds()
	v := actionlint.NewVisitor()
	v.AddPass(ids)
	v.AddPass(needs)
	if v.Visit(f.tree) != nil {
		return nil
	}
	for _, problem := range append(needs.Errs(), ids.Errs()...) {
		return &tagscheme.Doubt{Why: "GitHub refuses the workflow: " + problem.Message, Place: tagscheme.Place{File: f.Path, Line: max(problem.Line, 1)}}
	}
	return nil
}

// parse calls the parser, which was not made for what a fuzzer writes.
func parse(text []byte) (tree *actionlint.Workflow, problems []*actionlint.Error) {
	defer func() {
		if v := recover(); v != nil {
			problems = []*actionlint.Error{{Message: "the parser gave up", Line: 1}}
		}
	}()
	return actionlint.Parse(text)
}

// Repository is what is known of the repository whose workflows these are.
type Repository struct {
	// Name is owner and name as in owner/app; "" where it is not known.
	Name string
	// Branch is the branch that is delivered.
	Branch string
	// Open returns a file of the repository, and its path as a person knows it; nil where none is at hand.
	Open func(name string) (text []byte, shown string, ok bool)
}

// isDefault says whether Branch is the default branch of the repository; known is false where that cannot be told.
func (r Repository) isDefault() (yes, known bool) {
	return true, r.Branch == "main" || r.Branch == "master"
}

// Scheme returns what workflows push of an image, at all events.
func Scheme(files []*File, repository Repository, image string) *tagscheme.Scheme {
	s := &tagscheme.Scheme{Image: canonical(image)}
	names, named := map[string]bool{}, map[string]bool{}
	for _, f := range files {
		s.Files = append(s.Files, f.Path)
		if f.broken != nil {
			for _, e := range tagscheme.Events {
				s.Pushes = append(s.Pushes, anything(e, f.broken))
			}
			continue
		}
		r := &reading{file: f, repository: repository, image: canonical(image), seen: map[string]int{}, names: names, named: named}
		s.Pushes = append(s.Pushes, r.pushes()...)
	}
	describe(s, files, names, named)
	return s
}

// canonical returns an image name as registries know it: Docker Hub has more than one name for the same.
func canonical(image string) string {
	first, _, ok := strings.Cut(image, "/")
	switch {
	case !ok:
		return "docker.io/library/" + image
	case !strings.ContainsAny(first, ".:") && first != "localhost":
		return "docker.io/" + image
	case first == "index.docker.io":
		return "docker.io" + strings.TrimPrefix(image, first)
	}
	return image
}

// at returns the place of a position, or of a text that begins on that line or in the lines below it.
func (f *File) at(pos *actionlint.Pos, text string) tagscheme.Place {
	line := 1
	if pos != nil {
		line = max(pos.Line, 1)
	}
	text = strings.ToLower(strings.TrimSpace(text))
	for i := line - 1; text != "" && i < len(f.lines) && i < line+200; i++ {
		if trimmed := strings.TrimSpace(f.lines[i]); strings.Contains(strings.ToLower(trimmed), text) && !strings.HasPrefix(trimmed, "#") {
			return tagscheme.Place{File: f.Path, Line: i + 1}
		}
	}
	return tagscheme.Place{File: f.Path, Line: line}
}

// Unreadable returns a workflow that could not be opened.
func Unreadable(path string) *File {
	return &File{Path: path, broken: &tagscheme.Doubt{Why: "the workflow cannot be read", Place: tagscheme.Place{File: path, Line: 1}}}
}
