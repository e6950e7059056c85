// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"sort"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/fix"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// remedy is a proposed value for one place of a file. Several rules may propose it, and a link may show the file twice.
type remedy struct {
	file         place
	line, column int
	value        any
	results      []krm.Result
}

// place names a document by the file in which it really stands.
type place struct {
	path  string
	index int
}

// fixing is one run of --fix.
type fixing struct {
	v *validation
	// found is what was found before.
	found *findings
	// documents are the documents by their places: more than one where links lead to a file.
	documents map[place][]folder.Document
	said      []string
}

// applyFixes writes the proposed values that mend what they are for and spoil nothing, says which, and says why it leaves
// others alone. It reports whether anything was written.
func (v *validation) applyFixes(f *findings) (bool, error) {
	x := &fixing{v: v, found: f, documents: map[place][]folder.Document{}}
	for _, d := range f.pkg.All() {
		p := place{f.pkg.Real(d.Path), d.Index}
		x.documents[p] = append(x.documents[p], d)
	}
	all := x.remedies()
	accepted, err := x.accept(nil, x.settled(all))
	if err != nil {
		return false, err
	}
	if err := x.write(accepted); err != nil {
		return false, err
	}
	sort.Strings(x.said)
	for _, line := range x.said {
		fmt.Fprintln(v.err, krm.OneLine(line))
	}
	return len(accepted) > 0, nil
}

// remedies returns what can be written, by place. Where two results propose different values for one place, neither is.
func (x *fixing) remedies() []remedy {
	type spot struct {
		place
		line, column int
	}
	at := map[spot]int{}
	var all []remedy
	clash := map[int]bool{}
	for _, r := range x.found.results {
		if r.File == nil || r.Line == 0 || r.Field == nil || r.Field.ProposedValue == nil {
			continue
		}
		p := x.placeOf(r)
		if x.documents[p] == nil {
			continue
		}
		s := spot{p, r.Line, r.Column}
		i, seen := at[s]
		if !seen {
			i = len(all)
			at[s] = i
			all = append(all, remedy{p, r.Line, r.Column, r.Field.ProposedValue, nil})
		}
		clash[i] = clash[i] || all[i].value != r.Field.ProposedValue
		all[i].results = append(all[i].results, r)
	}
	var can []remedy
	for i, m := range all {
		switch _, err := x.texts([]remedy{m}); {
		case clash[i]:
			x.leave(m, "is one of several remedies for one value: mend it by hand")
		case err != nil:
			x.leave(m, "is not written: %s", err)
		default:
			can = append(can, m)
		}
	}
	return can
}

func (x *fixing) placeOf(r krm.Result) place {
	name := r.File.Path
	if origin, ok := x.found.origin[name]; ok {
		name = origin
	}
	return place{x.found.pkg.Real(name), r.File.Index}
}

// settled leaves out what depends on a version that nobody named.
func (x *fixing) settled(all []remedy) []remedy {
	needs := map[string]string{}
	for _, g := range x.found.groups {
		results := check.Run(g.list, x.v.options)
		for i, program := range check.Unsettled(g.list, x.v.options, results) {
			if r := results[i]; program != "" && r.File != nil {
				r.File = &krm.File{Path: x.found.display(r.File.Path), Index: r.File.Index}
				needs[r.String()] = program
			}
		}
	}
	var settled []remedy
	for _, m := range all {
		program := ""
		for _, r := range m.results {
			if needs[r.String()] != "" {
				program = needs[r.String()]
			}
		}
		if program == "" {
			settled = append(settled, m)
			continue
		}
		option := map[string]string{"Argo CD": "--argocd", "Image Updater": "--image-updater"}[program]
		x.leave(m, "is the remedy at some versions of %s only, and nobody says which one runs: name it by %s, in a Platform or in a ValidateDelivery", program, option)
	}
	return settled
}

// accept returns the remedies of base and those of more that go with them: with all of them written, each finding that
// one is for is gone, and there is no other. Where that is not so of all, halves are tried, so that a few bad ones among
// many cost few runs.
func (x *fixing) accept(base, more []remedy) ([]remedy, error) {
	if len(more) == 0 {
		return base, nil
	}
	both := append(append([]remedy(nil), base...), more...)
	reason, err := x.try(both)
	switch {
	case err != nil:
		return nil, err
	case reason == "":
		return both, nil
	case len(more) == 1:
		x.leave(more[0], "%s", reason)
		return base, nil
	}
	half := len(more) / 2
	if base, err = x.accept(base, more[:half]); err != nil {
		return nil, err
	}
	return x.accept(base, more[half:])
}

// finding is what two findings before and after a fix have in common where they are the same. Messages may name what was
// fixed, and columns move.
type finding struct {
	rule     string
	severity krm.Severity
	file     krm.File
	line     int
}

func findingOf(r krm.Result) finding {
	f := finding{rule: r.Rule, severity: r.Severity, line: r.Line}
	if r.File != nil {
		f.file = *r.File
	}
	return f
}

// try checks everything again, in memory, with remedies applied. reason says what speaks against them, "" where nothing
// does.
func (x *fixing) try(all []remedy) (reason string, err error) {
	texts, err := x.texts(all)
	if err != nil {
		return "cannot stand beside another fix: " + err.Error(), nil
	}
	after := x.found.with(func(path string, index int) []byte { return texts[place{x.found.pkg.Real(path), index}] })
	if err := x.v.judge(after); err != nil {
		return "", err
	}
	left, mended := map[finding]int{}, map[finding]bool{}
	for _, r := range x.found.results {
		left[findingOf(r)]++
	}
	for _, m := range all {
		for _, r := range m.results {
			left[findingOf(r)]--
			mended[findingOf(r)] = true
		}
	}
	for _, r := range after.results {
		k := findingOf(r)
		if left[k]--; left[k] >= 0 || r.File == nil { // without a file it is about versions, and no defect
			continue
		}
		if mended[k] {
			return "would not mend it: " + r.Message, nil
		}
		return "would bring another finding: " + r.String(), nil
	}
	return "", nil
}

// texts returns the documents with remedies applied, or why one cannot be.
func (x *fixing) texts(all []remedy) (texts map[place][]byte, err error) {
	// From the end to the start, so that places stay what they are.
	sorted := append([]remedy(nil), all...)
	sort.SliceStable(sorted, func(i, j int) bool {
		a, b := sorted[i], sorted[j]
		return a.line > b.line || a.line == b.line && a.column > b.column
	})
	texts = map[place][]byte{}
	for _, m := range sorted {
		d := x.documents[m.file][0]
		text := texts[m.file]
		if text == nil {
			text = d.Text
		}
		line, column := fix.Place(d, m.results[0])
		e, err := fix.Scalar(text, line, column, m.value)
		if err != nil {
			return nil, err
		}
		texts[m.file] = e.Apply(text)
	}
	return texts, nil
}

// write writes remedies, each file once.
func (x *fixing) write(all []remedy) error {
	if len(all) == 0 {
		return nil
	}
	texts, err := x.texts(all)
	if err != nil {
		return err
	}
	var changes []folder.Change
	for p, text := range texts {
		d := x.documents[p][0]
		for _, other := range x.documents[p] {
			if other.Path == p.path {
				d = other
			}
		}
		changes = append(changes, folder.Replace(d.Path, d.Index, text))
	}
	plan, err := x.found.pkg.Plan(changes...)
	if err != nil {
		return err
	}
	if err := plan.Apply(); err != nil {
		return err
	}
	for _, m := range all {
		x.say("fixed", m, " is now %s")
	}
	return nil
}

func (x *fixing) leave(m remedy, format string, args ...any) {
	x.say("not fixed", m, ": %s "+strings.ReplaceAll(fmt.Sprintf(format, args...), "%", "%%"))
}

// say notes what became of a remedy: a line for each rule that proposes one, in the file in which it really stands. The verb
// of text is the value that the rule proposes.
func (x *fixing) say(what string, m remedy, text string) {
	shown := m.results[0].File.Path
	for _, r := range m.results {
		if x.found.origin[r.File.Path] == m.file.path {
			shown = r.File.Path
		}
	}
	for _, r := range m.results {
		if r.File.Path == m.results[0].File.Path {
			x.said = append(x.said, fmt.Sprintf("%s %s:%d:%d: %s%s [%s]", what, shown, r.Line, r.Column, r.Field.Path, fmt.Sprintf(text, quoted(r.Field.ProposedValue)), r.Rule))
		}
	}
}

func quoted(v any) string {
	if s, ok := v.(string); ok {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprint(v)
}
