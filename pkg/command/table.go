// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"sort"
	"text/tabwriter"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// printList prints one line for each finding.
func (v *validation) printList(f *findings) error {
	for _, r := range f.results {
		if _, err := fmt.Fprintln(v.out, r); err != nil {
			return fmt.Errorf("writing to stdout: %w", err)
		}
	}
	return nil
}

// printTable prints how often each rule was broken, and in how many files.
func (v *validation) printTable(f *findings) error {
	type row struct {
		severity krm.Severity
		rule     string
	}
	findings, files := map[row]int{}, map[row]map[string]bool{}
	for _, r := range f.results {
		k := row{r.Severity, r.Rule}
		if k.severity == "" {
			k.severity = krm.Error
		}
		if files[k] == nil {
			files[k] = map[string]bool{}
		}
		findings[k]++
		if r.File != nil {
			files[k][r.File.Path] = true
		}
	}
	rows := make([]row, 0, len(findings))
	for k := range findings {
		rows = append(rows, k)
	}
	rank := map[krm.Severity]int{krm.Error: 0, krm.Warning: 1, krm.Info: 2}
	sort.Slice(rows, func(i, j int) bool {
		a, b := rows[i], rows[j]
		return rank[a.severity] < rank[b.severity] || a.severity == b.severity && a.rule < b.rule
	})
	w := tabwriter.NewWriter(v.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "severity\trule\tfiles\tfindings\n")
	for _, k := range rows {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\n", k.severity, k.rule, len(files[k]), findings[k])
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing to stdout: %w", err)
	}
	fmt.Fprintf(v.out, "%s with a resource or a finding\n", count(len(f.files), "file"))
	return nil
}
