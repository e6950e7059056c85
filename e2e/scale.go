// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/fairlead-krm/fairlead/e2e/cases"
)

// The figures stand in a page between these two lines.
const (
	figuresBegin = "<!-- figures:begin, rendered by `make e2e-scale` -->\n"
	figuresEnd   = "<!-- figures:end -->\n"
)

// writeFigures puts the figures into a page, in the place of those that are there.
func writeFigures(page string, f cases.Figures) error {
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(text), figuresBegin)
	_, after, closed := strings.Cut(rest, figuresEnd)
	if !found || !closed {
		return fmt.Errorf("%s: there is no place for the figures: %s%s", page, figuresBegin, figuresEnd)
	}
	return os.WriteFile(page, []byte(before+figuresBegin+table(f)+figuresEnd+after), 0o644)
}

func table(f cases.Figures) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %d Projects, on %d CPUs that also run the cluster | seconds |\n| --- | ---: |\n", f.Projects, runtime.NumCPU())
	row := func(what string, seconds float64) { fmt.Fprintf(&b, "| %s | %.2f |\n", what, seconds) }
	row("`fairlead render` of all, the first time", f.Render.Seconds())
	row("`fairlead render` after one more", f.RenderAgain.Seconds())
	row("`kustomize build rendered`", f.Build.Seconds())
	row(fmt.Sprintf("`kustomize build rendered` of %d Projects", f.Many), f.BuildMany.Seconds())
	for _, r := range f.Roots {
		row("root "+r.Name+": from the push of all to all Applications", r.All.Seconds())
		row("root "+r.Name+": from the push of one more to its Application", r.One.Seconds())
	}
	return b.String()
}
