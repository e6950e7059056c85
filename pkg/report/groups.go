// SPDX-License-Identifier: Apache-2.0

package report

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Bounds of the text for people: how many further places of one piece of advice are named, and from how many results on they are
// counted by rule at the end, where a terminal shows them.
const (
	maxPlaces = 5
	manyFound = 20
)

// group is results that say the same of several places.
type group struct {
	krm.Result
	more []krm.Result
}

// groups puts advice in the same words together, at the place of the first. Errors and warnings stand by themselves: each is to be
// acted upon.
func groups(results []krm.Result) []*group {
	type words struct{ rule, headline string }
	first := map[words]*group{}
	var all []*group
	for _, result := range results {
		g := &group{Result: result}
		if severityOf(result) == krm.Info && result.Rule != "" {
			w := words{result.Rule, headline(result)}
			if same := first[w]; same != nil {
				same.more = append(same.more, result)
				continue
			}
			first[w] = g
		}
		all = append(all, g)
	}
	return all
}

// moreOf names the further places of a group.
func (r *report) moreOf(g *group) {
	if len(g.more) == 0 {
		return
	}
	var places []string
	for _, result := range g.more[:min(len(g.more), maxPlaces)] {
		at := place(result)
		if at == "" && result.Resource != nil {
			at = krm.OneLine(result.Resource.String())
		}
		places = append(places, at)
	}
	r.printf("  the same: %s", strings.Join(places, ", "))
	if rest := len(g.more) - maxPlaces; rest > 0 {
		r.printf(" and %d more", rest)
	}
	r.printf("\n")
}

// byRule counts many results by severity and rule, in the order in which they come.
func (r *report) byRule() {
	if len(r.results) < manyFound {
		return
	}
	type kind struct {
		severity krm.Severity
		rule     string
	}
	number := map[kind]int{}
	var kinds []kind
	for _, result := range r.results {
		k := kind{severityOf(result), result.Rule}
		if number[k]++; number[k] == 1 {
			kinds = append(kinds, k)
		}
	}
	width := 0
	for _, k := range kinds {
		width = max(width, len(counted(number[k], string(k.severity))))
	}
	for _, k := range kinds {
		n := counted(number[k], string(k.severity))
		r.printf("%s%s  %s\n", strings.Repeat(" ", width-len(n)), n, k.rule)
	}
	r.printf("\n")
}
