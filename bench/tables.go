// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
	"time"
)

// table is a table of the report.
type table struct {
	title  string
	header []string
	rows   [][]string
}

// tables are what was measured: ratios first, what they are made of beside them.
func (m *measured) tables() []table {
	tables := []table{m.goalTable("Goals of validating", validate, validationGoals()), m.goalTable("Goals of proving", validate, proofGoals())}
	if m.plan.generates() {
		tables = []table{
			m.goalTable("Goals", "generate-delivery", goals()), tables[0], tables[1],
			m.cpuTable(), m.peakTable(), m.exponentTable(), m.startTable(),
		}
	}
	return append(append(tables, m.validationTables()...), m.proofTable())
}

func (m *measured) goalTable(title, who string, goals []goal) table {
	t := table{title: title, header: []string{who, "goal", "measured", "met"}}
	for _, g := range goals {
		t.rows = append(t.rows, g.row(m))
	}
	return t
}

func (m *measured) cpuTable() table {
	t := table{
		title:  "CPU, as a multiple of that of generate-delivery",
		header: []string{"Projects", "render", "kyaml", "helm", "generate-delivery ms", "kyaml ms", "helm ms", "runs"},
	}
	m.eachSeries(func(r render, n int, head []string) {
		row := append(head, number(times, m.cpuRatio(kyaml, r, n)), number(times, m.cpuRatio(helm, r, n)))
		for _, name := range []string{delivery, kyaml, helm} {
			row = append(row, milliseconds(cpu(m.runs[of{name, r, n}])))
		}
		t.rows = append(t.rows, append(row, m.counts(r, n)))
	})
	return t
}

func (m *measured) peakTable() table {
	t := table{
		title:  "Peak memory, as a multiple of that of generate-delivery",
		header: []string{"Projects", "render", "kyaml", "helm", "generate-delivery MB", "kyaml MB", "helm MB"},
	}
	m.eachSeries(func(r render, n int, head []string) {
		row := append(head, number(times, m.peakRatio(kyaml, r, n)), number(times, m.peakRatio(helm, r, n)))
		for _, name := range []string{delivery, kyaml, helm} {
			row = append(row, megabytes(peak(m.runs[of{name, r, n}])))
		}
		t.rows = append(t.rows, row)
	})
	return t
}

func (m *measured) eachSeries(do func(r render, n int, head []string)) {
	for _, r := range []render{first, second} {
		for _, n := range m.plan.sizes {
			do(r, n, []string{strconv.Itoa(n), string(r)})
		}
	}
}

// counts are the runs that the medians are of: those of generate-delivery, and of the peers where they had fewer.
func (m *measured) counts(r render, n int) string {
	ours, theirs := len(m.runs[of{delivery, r, n}]), len(m.runs[of{kyaml, r, n}])
	if ours == theirs {
		return strconv.Itoa(ours)
	}
	return fmt.Sprintf("%d, peers %d", ours, theirs)
}

func (m *measured) exponentTable() table {
	t := table{
		title:  fmt.Sprintf("Growth: e where CPU grows like N to the power of e, from %d to %d Projects", exponentFrom, exponentTo),
		header: []string{"render", delivery, kyaml, helm},
	}
	for _, r := range []render{first, second} {
		row := []string{string(r)}
		for _, name := range []string{delivery, kyaml, helm} {
			row = append(row, number(plain, m.exponent(name, r)))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func (m *measured) startTable() table {
	t := table{
		title:  fmt.Sprintf("Start: CPU of one Project, as a multiple of an empty Go program (median of %d)", m.plan.starts),
		header: []string{"program", "CPU", "ms", "MB"},
	}
	for _, name := range []string{empty, delivery, kyaml, helm} {
		runs := m.starts[name]
		t.rows = append(t.rows, []string{name, number(times, ratio(cpu(runs), cpu(m.starts[empty]))), milliseconds(cpu(runs)), megabytes(peak(runs))})
	}
	return t
}

func milliseconds(d time.Duration) string {
	switch {
	case d == 0:
		return "-"
	case d < 20*time.Millisecond:
		return fmt.Sprintf("%.1f", float64(d)/float64(time.Millisecond))
	}
	return strconv.FormatInt(d.Milliseconds(), 10)
}

func megabytes(n int64) string {
	switch {
	case n == 0:
		return "-"
	case n < 20e6:
		return fmt.Sprintf("%.1f", float64(n)/1e6)
	}
	return strconv.FormatInt(n/1e6, 10)
}
