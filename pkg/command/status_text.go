// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/delivery"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// printDeliveries prints a line for each Project, and below it what is to be said and why. A Project with several images has a
// line for each further one.
func (st *status) printDeliveries(r *delivery.Report) {
	fmt.Fprintf(st.out, "Argo CD in the namespace %s (%s), Image Updater %s\n", krm.OneLine(r.Namespace), krm.OneLine(r.Source), r.ImageUpdater)
	st.printDeliveryFindings(r.Findings)
	fmt.Fprintln(st.out)
	rows := [][]string{{"PROJECT", "STATE", "IN GIT", "LIVE", "NEWEST", "SYNC", "HEALTH", "SECRETS", "LAST SYNC"}}
	owner := []int{-1}
	for i, p := range r.Projects {
		for _, row := range deliveryRows(p) {
			rows, owner = append(rows, row), append(owner, i)
		}
	}
	widths := widthsOf(rows)
	for i, row := range rows {
		paint := ""
		if i > 0 && colored(st.out) {
			paint = deliveryColor(r.Projects[owner[i]].State)
		}
		printRow(st.out, "", row, widths, 1, paint)
		if i > 0 && (i == len(rows)-1 || owner[i+1] != owner[i]) {
			st.printDeliveryFindings(r.Projects[owner[i]].Findings)
		}
	}
	st.printSummary(r)
}

func deliveryRows(p delivery.Project) [][]string {
	row := []string{krm.OneLine(p.Name), string(p.State), "-", "-", "-", orDash(p.Sync), orDash(p.Health), secretsCell(p.Secrets), syncCell(p)}
	rows := [][]string{row}
	for i, im := range p.Images {
		if i > 0 {
			rows = append(rows, []string{"  " + krm.OneLine(im.Alias), "", "", "", "", "", "", "", ""})
		}
		copy(rows[i][2:5], []string{krm.OneLine(orDash(im.Git)), krm.OneLine(orDash(liveCell(im))), krm.OneLine(orDash(im.Newest))})
	}
	return rows
}

// liveCell is the tag in the live Application, else what runs.
func liveCell(im delivery.ImageState) string {
	if im.Live != "" {
		return im.Live
	}
	return strings.Join(im.Running, ", ")
}

func secretsCell(secrets []delivery.SecretState) string {
	there, known := 0, true
	for _, s := range secrets {
		known = known && s.Known
		if s.Present && len(s.Missing) == 0 {
			there++
		}
	}
	switch {
	case len(secrets) == 0:
		return "none"
	case !known:
		return "?"
	}
	return fmt.Sprintf("%d of %d", there, len(secrets))
}

// syncCell is the last sync by the pipeline's account, else the last one.
func syncCell(p delivery.Project) string {
	s := p.LastCISync
	if s == nil {
		s = p.LastSync
	}
	if s == nil || s.At.IsZero() {
		return "-"
	}
	return krm.OneLine(s.At.Format("2006-01-02 15:04 MST") + " " + s.Who())
}

func deliveryColor(s delivery.State) string {
	switch s {
	case delivery.Wrong:
		return red
	case delivery.Warning, delivery.Unknown:
		return yellow
	}
	return green
}

// printDeliveryFindings prints a remedy of several findings once, behind the last of them.
func (st *status) printDeliveryFindings(findings []delivery.Finding) {
	last := map[string]int{}
	for i, f := range findings {
		last[f.Remedy] = i
	}
	for i, f := range findings {
		word := fmt.Sprintf("%-8s", f.State)
		if colored(st.out) {
			color := deliveryColor(f.State)
			if f.State == delivery.Info {
				color = cyan
			}
			word = color + word + reset
		}
		fmt.Fprintf(st.out, "  %s %s\n", word, krm.OneLine(f.Message))
		if f.Remedy != "" && last[f.Remedy] == i {
			fmt.Fprintf(st.out, "           %s\n", krm.OneLine(f.Remedy))
		}
	}
}

// printSummary says how many Projects are how, in one line.
func (st *status) printSummary(r *delivery.Report) {
	counts := map[delivery.State]int{}
	for _, p := range r.Projects {
		counts[p.State]++
	}
	var parts []string
	for _, c := range []struct {
		state delivery.State
		words string
	}{{delivery.Wrong, "with something wrong"}, {delivery.Unknown, "not fully known"}, {delivery.Warning, "with a warning"}, {delivery.OK, "well"}} {
		if n := counts[c.state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, c.words))
		}
	}
	fmt.Fprintf(st.out, "\n%s: %s\n", count(len(r.Projects), "Project"), strings.Join(parts, ", "))
}
