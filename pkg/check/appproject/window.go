// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// window is one entry of spec.syncWindows.
type window struct {
	node *yaml.Node
	path string
}

// windows calls check with every sync window that no template writes.
func windows(it *krm.Item, check func(w window) []rule.Problem) []rule.Problem {
	var problems []rule.Problem
	for i, n := range view.Entries(it.Lookup("spec", "syncWindows")) {
		w := window{n, view.At("spec.syncWindows", i)}
		if n.Kind == yaml.MappingNode && w.typed() && !view.Templated(w.text("kind")+w.text("schedule")+w.text("duration")+w.text("timeZone")) {
			problems = append(problems, check(w)...)
		}
	}
	return problems
}

// typed reports whether the fields that the checks read have their names and types. Where one has not, that is reported, and
// the rest can wait.
func (w window) typed() bool {
	for _, p := range view.Pairs(w.node) {
		tag := "!!str"
		switch p.Key.Value {
		case "kind", "schedule", "duration", "timeZone":
		case "applications", "namespaces", "clusters":
			tag = "!!seq"
		default:
			continue
		}
		if found := p.Value.ShortTag(); found != tag && found != "!!null" {
			return false
		}
	}
	for _, field := range []string{"kind", "schedule", "duration", "applications", "namespaces", "clusters"} {
		if view.Misspelt(w.node, field) {
			return false
		}
	}
	return true
}

// text returns a field as it is written, and "" where there is none.
func (w window) text(field string) string {
	n := krm.Lookup(w.node, field)
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// problem is one on a field of the window, or on the window where it has no such field.
func (w window) problem(field, format string, args ...any) []rule.Problem {
	p := rule.Problem{Path: w.path, At: w.node, Message: fmt.Sprintf(format, args...)}
	if field != "" {
		p.Path += "." + field
	}
	if n := krm.Lookup(w.node, field); n != nil {
		p.At, p.Current = n, n.Value
	}
	return []rule.Problem{p}
}
