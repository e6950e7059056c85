// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Colours of ECMA-48.
const (
	bold, red, yellow, cyan, green = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[36m", "\x1b[32m"
	reset                          = "\x1b[0m"
)

// text writes one block for each result, or for advice in the same words, and a summary.
func (r *report) text() {
	for _, g := range groups(r.results) {
		r.block(g)
	}
	if r.Explain {
		r.proofs()
	}
	r.byRule()
	r.printf("%s%s\n", r.summary(), r.passedOver())
}

func (r *report) block(g *group) {
	result := g.Result
	color := map[krm.Severity]string{krm.Error: red, krm.Warning: yellow, krm.Info: cyan}[severityOf(result)]
	head := string(severityOf(result))
	if result.Rule != "" {
		head += "[" + result.Rule + "]"
	}
	r.printf("%s", r.paint(color, head))
	if place := place(result); place != "" {
		r.printf(" %s", r.paint(bold, place))
	}
	if result.Resource != nil {
		r.printf(" %s", krm.OneLine(result.Resource.String()))
	}
	r.printf("\n  %s\n", headline(result))
	if e, ok := r.excerpt(result); ok {
		number := strconv.Itoa(result.Line)
		gutter := strings.Repeat(" ", len(number))
		r.printf("  %s | %s\n  %s | %s%s\n", r.paint(cyan, number), e.text, gutter, strings.Repeat(" ", e.caret), r.paint(color, "^"))
	}
	if value, ok := remedy(result); ok {
		r.printf("  %s %s\n", r.paint(green, "remedy:"), krm.OneLine(value))
	}
	r.moreOf(g)
	r.printf("\n")
}

// place is where a result stands, as editors and terminals know it.
func place(result krm.Result) string {
	if result.File == nil {
		return ""
	}
	place := krm.OneLine(result.File.Path)
	switch {
	case result.Line > 0:
		place += fmt.Sprintf(":%d:%d", result.Line, max(result.Column, 1))
	case result.File.Index > 0:
		place += fmt.Sprintf("[%d]", result.File.Index)
	}
	return place
}

func (r *report) paint(color, text string) string {
	if !r.Color {
		return text
	}
	return color + text + reset
}

// summary is as in `2 errors, 1 warning in 2 of 14 files`.
func (r *report) summary() string {
	bySeverity, files := r.count()
	var parts []string
	for _, s := range severities {
		if n := bySeverity[s]; n > 0 {
			parts = append(parts, counted(n, string(s)))
		}
	}
	if len(parts) == 0 {
		return "nothing found in " + counted(len(r.Files), "file")
	}
	text := strings.Join(parts, ", ")
	if files > 0 {
		text += fmt.Sprintf(" in %d of %s", files, counted(max(len(r.Files), files), "file"))
	}
	for _, result := range r.results {
		if r.rules[result.Rule] != nil {
			return text + "; `fairlead rule ID` says more about a rule"
		}
	}
	return text
}

// passedOver says that templates were not checked, so that nothing found is not said of them.
func (r *report) passedOver() string {
	if r.Templates == 0 {
		return ""
	}
	return "; " + counted(r.Templates, "document") + " passed over as " + map[bool]string{true: "a template", false: "templates"}[r.Templates == 1]
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
