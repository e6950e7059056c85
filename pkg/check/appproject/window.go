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
		if n.Kind == yaml.MappingNode && !view.Templated(w.text("kind")+w.text("schedule")+w.text("duration")+w.text("timeZone")) {
			problems = append(problems, check(w)...)
		}
	}
	return problems
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
