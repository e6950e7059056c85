// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"sort"

	"github.com/fairlead-krm/fairlead/pkg/fix"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// applyFixes writes the proposed values and says which. It reports whether there were any.
func (v *validation) applyFixes(f *findings) (bool, error) {
	documents := map[string]folder.Document{}
	for _, d := range f.pkg.All() {
		documents[key(f.display(d.Path), d.Index)] = d
	}
	proposals := map[string][]krm.Result{}
	var order []string
	for _, r := range f.results {
		if r.File == nil || r.Line == 0 || r.Field == nil || r.Field.ProposedValue == nil {
			continue
		}
		k := key(r.File.Path, r.File.Index)
		if _, ok := documents[k]; !ok {
			continue
		}
		if proposals[k] == nil {
			order = append(order, k)
		}
		proposals[k] = append(proposals[k], r)
	}
	var changes []folder.Change
	var said []string
	for _, k := range order {
		d := documents[k]
		text, fixed := fixDocument(d, proposals[k])
		if len(fixed) == 0 {
			continue
		}
		changes = append(changes, folder.Replace(d.Path, d.Index, text))
		for _, r := range fixed {
			said = append(said, fmt.Sprintf("fixed %s:%d:%d: %s is now %s [%s]", r.File.Path, r.Line, r.Column, r.Field.Path, quoted(r.Field.ProposedValue), r.Rule))
		}
	}
	if len(changes) == 0 {
		return false, nil
	}
	plan, err := f.pkg.Plan(changes...)
	if err != nil {
		return false, err
	}
	if err := plan.Apply(); err != nil {
		return false, err
	}
	sort.Strings(said)
	for _, line := range said {
		fmt.Fprintln(v.err, krm.OneLine(line))
	}
	return true, nil
}

// fixDocument applies what can be applied to a document, from its end to its start so that places stay what they are.
// Where two results propose different values for one place, neither is applied.
func fixDocument(d folder.Document, results []krm.Result) (text []byte, fixed []krm.Result) {
	sort.SliceStable(results, func(i, j int) bool {
		a, b := results[i], results[j]
		return a.Line > b.Line || a.Line == b.Line && a.Column > b.Column
	})
	text = d.Text
	for i := 0; i < len(results); {
		end, agree := i+1, true
		for ; end < len(results) && results[end].Line == results[i].Line && results[end].Column == results[i].Column; end++ {
			agree = agree && results[end].Field.ProposedValue == results[i].Field.ProposedValue
		}
		line, column := fix.Place(d, results[i])
		if agree {
			if e, err := fix.Scalar(text, line, column, results[i].Field.ProposedValue); err == nil {
				text = e.Apply(text)
				fixed = append(fixed, results[i])
			}
		}
		i = end
	}
	return text, fixed
}

func key(path string, index int) string { return fmt.Sprintf("%s\x00%d", path, index) }

func quoted(v any) string {
	if s, ok := v.(string); ok {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprint(v)
}
