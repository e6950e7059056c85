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
	spot
	value   any
	results []krm.Result
}

// spot is where a value stands.
type spot struct {
	file         place
	line, column int
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
	// wrote says what was written, left what was not and why.
	wrote, left []string
}

// fixAll writes the proposed values that mend what they are for and spoil nothing, says which, and says why it leaves others
// alone. It goes on until there is nothing more to write, for behind one mistake in a value there may stand another: each round
// mends at least one finding and brings none. It returns what is found then.
func (v *validation) fixAll(f *findings) (*findings, error) {
	for {
		x := &fixing{v: v, found: f, documents: map[place][]folder.Document{}}
		changed, err := x.round()
		if err != nil {
			return nil, err
		}
		said := x.wrote
		if !changed {
			said = x.left // in the rounds before, it was not the last word
		}
		sort.Strings(said)
		for _, line := range said {
			fmt.Fprintln(v.err, krm.OneLine(line))
		}
		if !changed {
			return f, nil
		}
		if f, err = v.find(); err != nil {
			return nil, err
		}
	}
}

// round writes what can be written at once, and reports whether that is anything.
func (x *fixing) round() (changed bool, err error) {
	for _, d := range x.found.pkg.All() {
		p := place{x.found.pkg.Real(d.Path), d.Index}
		x.documents[p] = append(x.documents[p], d)
	}
	all, err := x.apart(x.settled(x.remedies()))
	if err != nil {
		return false, err
	}
	accepted, err := x.accept(nil, all)
	if err != nil {
		return false, err
	}
	return len(accepted) > 0, x.write(accepted)
}

// remedies returns what can be written. There may be several values for one place.
func (x *fixing) remedies() []remedy {
	at := map[spot]map[any]int{}
	var all []remedy
	for _, r := range x.found.results {
		if r.File == nil || r.Line == 0 || r.Field == nil || r.Field.ProposedValue == nil {
			continue
		}
		p := x.placeOf(r)
		if x.documents[p] == nil {
			continue
		}
		s, value := spot{p, r.Line, r.Column}, r.Field.ProposedValue
		if at[s] == nil {
			at[s] = map[any]int{}
		}
		i, seen := at[s][value]
		if !seen {
			i = len(all)
			at[s][value] = i
			all = append(all, remedy{s, value, nil})
		}
		all[i].results = append(all[i].results, r)
	}
	var can []remedy
	for _, m := range all {
		if _, err := x.texts([]remedy{m}); err != nil {
			x.leave(m, "is not written: %s", err)
			continue
		}
		can = append(can, m)
	}
	return can
}

// apart returns one remedy for each place. Where there are several values, two mistakes may stand in one: then each remedy leaves
// the other mistake as it is, and the first is taken; the other has its turn in the next round. Where it does not, they are two
// remedies for one mistake, and which is right is not for us to say.
func (x *fixing) apart(all []remedy) ([]remedy, error) {
	at := map[spot][]remedy{}
	for _, m := range all {
		at[m.spot] = append(at[m.spot], m)
	}
	var chosen []remedy
	for _, m := range all {
		values := at[m.spot]
		delete(at, m.spot)
		if len(values) < 2 {
			chosen = append(chosen, values...)
			continue
		}
		first, err := x.firstOf(values)
		if err != nil {
			return nil, err
		}
		if first != nil {
			chosen = append(chosen, *first)
			continue
		}
		for _, other := range values {
			x.leave(other, "is one of several remedies for one value: mend it by hand")
		}
	}
	return chosen, nil
}

// firstOf returns the first remedy that mends what it is for and leaves all that the others are for as it is; nil where none does.
func (x *fixing) firstOf(values []remedy) (*remedy, error) {
	for i, m := range values {
		reason, gone, err := x.try([]remedy{m})
		if err != nil {
			return nil, err
		}
		alone := reason == ""
		for j, other := range values {
			for _, r := range other.results {
				alone = alone && (i == j || gone[findingOf(r)] == 0)
			}
		}
		if alone {
			return &values[i], nil
		}
	}
	return nil, nil
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
	reason, _, err := x.try(both)
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
// does. gone counts the findings that are gone though no remedy is for them.
func (x *fixing) try(all []remedy) (reason string, gone map[finding]int, err error) {
	texts, err := x.texts(all)
	if err != nil {
		return "cannot stand beside another fix: " + err.Error(), nil, nil
	}
	after := x.found.with(func(path string, index int) []byte { return texts[place{x.found.pkg.Real(path), index}] })
	if err := x.v.judge(after); err != nil {
		return "", nil, err
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
			return "would not mend it: " + r.Message, nil, nil
		}
		return "would bring another finding: " + r.String(), nil, nil
	}
	return "", left, nil
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
		x.wrote = x.say(x.wrote, "fixed", m, " is now %s")
	}
	return nil
}

func (x *fixing) leave(m remedy, format string, args ...any) {
	x.left = x.say(x.left, "not fixed", m, ": %s "+strings.ReplaceAll(fmt.Sprintf(format, args...), "%", "%%"))
}

// say adds what became of a remedy: a line for each rule that proposes one, in the file in which it really stands. The verb
// of text is the value that the rule proposes.
func (x *fixing) say(said []string, what string, m remedy, text string) []string {
	shown := m.results[0].File.Path
	for _, r := range m.results {
		if x.found.origin[r.File.Path] == m.file.path {
			shown = r.File.Path
		}
	}
	for _, r := range m.results {
		if r.File.Path == m.results[0].File.Path {
			said = append(said, fmt.Sprintf("%s %s:%d:%d: %s%s [%s]", what, shown, r.Line, r.Column, r.Field.Path, fmt.Sprintf(text, quoted(r.Field.ProposedValue)), r.Rule))
		}
	}
	return said
}

func quoted(v any) string {
	if s, ok := v.(string); ok {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprint(v)
}
