// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fairlead-krm/fairlead/pkg/inspect"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// printImages prints a table with a row for each image, and below each row where the image is named and why this tag is taken,
// or, with tags, all that match.
func printImages(w io.Writer, all []inspect.Image, color, tags bool) {
	if len(all) == 0 {
		fmt.Fprintln(w, "no image is followed by Image Updater")
		return
	}
	rows := [][]string{{"IMAGE", "TAGS", "TAKES", "CREATED", "PLATFORMS", "ASKED WITH"}}
	for _, im := range all {
		rows = append(rows, imageRow(im))
	}
	widths := widthsOf(rows)
	for i, row := range rows {
		paint := ""
		if color && i > 0 {
			paint = tagColor(all[i-1])
		}
		printRow(w, "", row, widths, 2, paint)
		if i > 0 {
			printReasons(w, all[i-1], tags)
		}
	}
	fmt.Fprintln(w)
}

func widthsOf(rows [][]string) []int {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	return widths
}

// printRow prints cells in columns, one of them painted.
func printRow(w io.Writer, indent string, row []string, widths []int, painted int, paint string) {
	var b strings.Builder
	for i, cell := range row {
		space := ""
		if i < len(row)-1 {
			space = strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2)
		}
		if i == painted && paint != "" {
			cell = paint + cell + reset
		}
		b.WriteString(cell + space)
	}
	fmt.Fprintln(w, indent+strings.TrimRight(b.String(), " "))
}

func imageRow(im inspect.Image) []string {
	tags, takes := "-", "-"
	if im.Reachable {
		tags = fmt.Sprintf("%d of %d", im.Matching, im.Tags)
	}
	if im.Tag != "" {
		takes = im.Tag
	}
	name := im.Name
	if im.Constraint != "" {
		name += ":" + im.Constraint
	}
	return []string{krm.OneLine(name), tags, krm.OneLine(takes), dateText(im.Created), krm.OneLine(orDash(strings.Join(im.Platforms, ", "))), orDash(im.Credentials)}
}

func tagColor(im inspect.Image) string {
	if im.Tag == "" {
		return red
	}
	return green
}

func dateText(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.Format("2006-01-02 15:04 MST")
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// mostLeftOut is how many tags that are left out are shown for an image.
const mostLeftOut = 5

func printReasons(w io.Writer, im inspect.Image, tags bool) {
	place := im.File
	if im.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", im.File, im.Line, im.Column)
	}
	if n := len(im.Also); n > 0 {
		place += fmt.Sprintf(" and %s", count(n, "other place"))
	}
	how := "Image Updater " + im.ImageUpdater
	if im.Strategy != "" {
		how = im.Strategy + " of " + how
	}
	if place != "" {
		how += ", from " + place
	}
	fmt.Fprintf(w, "  %s\n", krm.OneLine(how))
	if im.Instead != "" {
		fmt.Fprintf(w, "  %s, since %s\n", im.Strategy, krm.OneLine(im.Instead))
	}
	reason := im.Reason
	if im.Tag != "" && im.RunnerUpCreated != nil {
		reason += fmt.Sprintf(" (%s)", im.RunnerUpCreated.Format(time.RFC3339))
	}
	fmt.Fprintf(w, "  %s\n", krm.OneLine(reason))
	if im.Pull != "" {
		after := ""
		if len(im.PullTried) > 0 {
			after = ", after " + strings.Join(im.PullTried, " and ")
		}
		fmt.Fprintf(w, "  nodes pull it from %s%s\n", im.Pull, krm.OneLine(after))
	}
	if tags {
		printTags(w, im)
		return
	}
	for i, left := range im.LeftOut {
		if i == mostLeftOut {
			fmt.Fprintf(w, "  left out: %s more, which --tags shows\n", count(len(im.LeftOut)-i, "tag"))
			break
		}
		fmt.Fprintf(w, "  left out: %s, %s\n", krm.OneLine(left.Tag), krm.OneLine(left.Reason))
	}
}

// printTags prints the tags that match, those that may be taken first.
func printTags(w io.Writer, im inspect.Image) {
	var rows [][]string
	for _, c := range im.Candidates {
		what := strings.Join(c.Platforms, ", ")
		if c.Problem != "" {
			what = c.Problem
		}
		rows = append(rows, []string{krm.OneLine(c.Tag), dateText(c.Created), krm.OneLine(orDash(what))})
	}
	for _, left := range im.LeftOut {
		rows = append(rows, []string{krm.OneLine(left.Tag), "left out", krm.OneLine(left.Reason)})
	}
	if len(rows) == 0 {
		return
	}
	widths := widthsOf(rows)
	for _, row := range rows {
		printRow(w, "    ", row, widths, -1, "")
	}
}
