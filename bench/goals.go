// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
)

// Sizes between which the exponent is taken.
const exponentFrom, exponentTo = 100, 10000

// goal is what has to be reached.
type goal struct {
	what string
	// bound is the least of the measured value, or with most set the most.
	bound float64
	most  bool
	value func(*measured) float64
	form  string
}

// goals are those of generating, the first two for both renders.
func goals() []goal {
	var list []goal
	for _, r := range []render{first, second} {
		list = append(list,
			goal{fmt.Sprintf("less CPU than kyaml, 100 Projects, %s render", r), 10, false, lessCPU(kyaml, r, 100), times},
			goal{fmt.Sprintf("less CPU than kyaml, 1000 Projects, %s render", r), 15, false, lessCPU(kyaml, r, 1000), times},
		)
	}
	list = append(list, goal{"less CPU than helm, 1000 Projects", 6, false, lessCPU(helm, first, 1000), times})
	for _, r := range []render{first, second} {
		list = append(list, goal{fmt.Sprintf("less memory than kyaml, 1000 Projects, %s render", r), 10, false, lessMemory(kyaml, r, 1000), times})
	}
	for _, r := range []render{first, second} {
		list = append(list, goal{fmt.Sprintf("exponent of CPU from %d to %d Projects, %s render", exponentFrom, exponentTo, r), 1.05, true,
			func(m *measured) float64 { return m.exponent(delivery, r) }, plain})
	}
	return append(list, goal{"CPU of one Project, against an empty Go program", 6, true,
		func(m *measured) float64 { return ratio(cpu(m.starts[delivery]), cpu(m.starts[empty])) }, times})
}

// How values are printed.
const (
	times = "%.1fx"
	plain = "%.2f"
)

func lessCPU(peer string, r render, n int) func(*measured) float64 {
	return func(m *measured) float64 { return m.cpuRatio(peer, r, n) }
}

func lessMemory(peer string, r render, n int) func(*measured) float64 {
	return func(m *measured) float64 { return m.peakRatio(peer, r, n) }
}

func (m *measured) cpuRatio(peer string, r render, n int) float64 {
	return ratio(cpu(m.runs[of{peer, r, n}]), cpu(m.runs[of{delivery, r, n}]))
}

func (m *measured) peakRatio(peer string, r render, n int) float64 {
	return ratio(peak(m.runs[of{peer, r, n}]), peak(m.runs[of{delivery, r, n}]))
}

func (m *measured) exponent(name string, r render) float64 {
	return exponent(exponentFrom, exponentTo, cpu(m.runs[of{name, r, exponentFrom}]), cpu(m.runs[of{name, r, exponentTo}]))
}

// row is the goal, what was measured and whether that reaches it.
func (g goal) row(m *measured) []string {
	v := g.value(m)
	sign, met := "at least ", v >= g.bound
	if g.most {
		sign, met = "at most ", v <= g.bound
	}
	answer := "no"
	switch {
	case math.IsNaN(v):
		answer = "not measured"
	case met:
		answer = "yes"
	}
	return []string{g.what, sign + number(g.form, g.bound), number(g.form, v), answer}
}

// number prints a value, or a dash for one that was not measured.
func number(form string, v float64) string {
	if math.IsNaN(v) {
		return "-"
	}
	return fmt.Sprintf(form, v)
}
