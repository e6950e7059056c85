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

// printImages prints a table with a row for each image, and below each row where the image is named and why this tag is taken.
func printImages(w io.Writer, all []inspect.Image, color bool) {
	if len(all) == 0 {
		fmt.Fprintln(w, "no image is followed by Image Updater")
		return
	}
	rows := [][]string{{"IMAGE", "TAGS", "TAKES", "CREATED", "PLATFORMS", "ASKED WITH"}}
	for _, im := range all {
		rows = append(rows, imageRow(im))
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for i, row := range rows {
		var b strings.Builder
		for j, cell := range row {
			if color && i > 0 && j == 2 {
				b.WriteString(tagColor(all[i-1]))
			}
			b.WriteString(cell)
			if color && i > 0 && j == 2 {
				b.WriteString(reset)
			}
			if j < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[j]-utf8.RuneCountInString(cell)+2))
			}
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
		if i > 0 {
			printReasons(w, all[i-1])
		}
	}
	fmt.Fprintln(w)
}

func imageRow(im inspect.Image) []string {
	tags, takes, created := "-", "-", "-"
	if im.Reachable {
		tags = fmt.Sprintf("%d of %d", im.Matching, im.Tags)
	}
	if im.Tag != "" {
		takes = im.Tag
	}
	if im.Created != nil {
		created = im.Created.Format("2006-01-02 15:04 MST")
	}
	name := im.Name
	if im.Constraint != "" {
		name += ":" + im.Constraint
	}
	return []string{krm.OneLine(name), tags, krm.OneLine(takes), created, krm.OneLine(orDash(strings.Join(im.Platforms, ", "))), orDash(im.Credentials)}
}

func tagColor(im inspect.Image) string {
	if im.Tag == "" {
		return red
	}
	return green
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// mostLeftOut is how many tags that are left out are shown for an image.
const mostLeftOut = 5

func printReasons(w io.Writer, im inspect.Image) {
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
	reason := im.Reason
	if im.Tag != "" && im.RunnerUpCreated != nil {
		reason += fmt.Sprintf(" (%s)", im.RunnerUpCreated.Format(time.RFC3339))
	}
	fmt.Fprintf(w, "  %s\n", krm.OneLine(reason))
	if im.Pull != "" {
		fmt.Fprintf(w, "  nodes pull it from %s\n", im.Pull)
	}
	for i, left := range im.LeftOut {
		if i == mostLeftOut {
			fmt.Fprintf(w, "  left out: %s more\n", count(len(im.LeftOut)-i, "tag"))
			break
		}
		fmt.Fprintf(w, "  left out: %s, %s\n", krm.OneLine(left.Tag), krm.OneLine(left.Reason))
	}
}
