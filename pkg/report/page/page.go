// SPDX-License-Identifier: Apache-2.0

// Package page shows what is known of deliveries as one page of HTML that needs nothing else: no script, no font, no picture of
// another place.
package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/delivery"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Page is what is shown.
type Page struct {
	// Title is the name of the package.
	Title string
	// Version is that of the program that makes the page.
	Version string
	// At is when the cluster was asked.
	At     time.Time
	Report *delivery.Report
}

//go:embed page.html
var text string

//go:embed page.css
var style string

// short is how many characters of a name, a tag or a type stand on one line of a table; a longer one may be broken anywhere.
const short = 24

// words are how steps are called on the page.
var (
	stepWords = map[delivery.Step]string{
		delivery.Commit: "Commit", delivery.Image: "Image", delivery.Filter: "Tag filter", delivery.Application: "Application", delivery.Secrets: "Secrets",
	}
)

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	// What others wrote must not turn the direction of the page, nor hide in it.
	"line":  func(s any) string { return krm.OneLine(fmt.Sprint(s)) },
	"lines": func(list []string) string { return krm.OneLine(strings.Join(list, ", ")) },
	"state": func(s delivery.State) string { return string(s) }, // as on a terminal
	"long":  func(s string) bool { return len(s) > short },
	"step":  func(s delivery.Step) string { return stepWords[s] },
	"date":  func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") },
	"stamp": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"short": delivery.Short,
	"style": func() template.CSS { return template.CSS(style) }, //nolint:gosec // it is a file of this package
	"states": func() []delivery.State {
		return []delivery.State{delivery.OK, delivery.Info, delivery.Warning, delivery.Unknown, delivery.Wrong}
	},
	"notes":  notes,
	"secret": secretWords,
}).Parse(text))

// Render returns the page.
func Render(p Page) ([]byte, error) {
	var b bytes.Buffer
	if err := page.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("making the page: %w", err)
	}
	return b.Bytes(), nil
}

// MarkWithin is within how many bytes from its beginning a page says what made it.
const MarkWithin = 1 << 10

// Made reports whether a file begins as a page does that Render made.
func Made(begin []byte) bool {
	head, _, found := bytes.Cut(begin[:min(len(begin), MarkWithin)], []byte("<title>"))
	return found && bytes.HasPrefix(head, []byte("<!doctype html>\n")) && bytes.Contains(head, []byte(`<meta name="generator" content="fairlead `))
}

// Count is how many Projects have a state.
func (p Page) Count(s delivery.State) int {
	n := 0
	for _, project := range p.Report.Projects {
		if project.State == s {
			n++
		}
	}
	return n
}

// notes are the findings of one step.
func notes(all []delivery.Finding, step delivery.Step) []delivery.Finding {
	var found []delivery.Finding
	for _, f := range all {
		if f.Step == step {
			found = append(found, f)
		}
	}
	return found
}

// secretWords says how a Secret is: a state and its words.
func secretWords(s delivery.SecretState) map[string]any {
	state, words := delivery.OK, "there"
	switch {
	case !s.Known:
		state, words = delivery.Unknown, "not known"
	case !s.Present:
		state, words = delivery.Wrong, "missing"
	case len(s.Missing) > 0:
		state, words = delivery.Wrong, "without "+strings.Join(s.Missing, ", ")
	case s.TypeDiffers():
		state, words = delivery.Warning, "there, of another type"
	}
	return map[string]any{"State": state, "Words": words}
}
