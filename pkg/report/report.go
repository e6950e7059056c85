// SPDX-License-Identifier: Apache-2.0

// Package report writes results for people and for machines, one format per file of this package.
//
// No format shows more of a file than a result says itself: an excerpt leaves out every value that the result does not
// name, and no line of a file that may hold a Secret is shown at all.
package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/fix"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Options say what a report may look at beside the results.
type Options struct {
	// Source returns the content of a file by the path that results name, and nil where it is not known. A nil Source
	// knows none.
	Source func(path string) []byte
	// Files are the files that were checked, in order, by the paths that results name.
	Files []string
	// Templates is the number of documents that were passed over as templates.
	Templates int
	// Rules are those that results may name.
	Rules []*rule.Rule
	// FailOn is the severity from which on a result fails; "" means krm.Error.
	FailOn krm.Severity
	// Color paints the text.
	Color bool
	// Version is that of this tool.
	Version string
	// Command is the command that was run; "" means validate.
	Command string
	// Images are added to the format json where they are not nil.
	Images any
	// Explain shows Proofs, in the formats that Explains names.
	Explain bool
	Proofs  []rule.Proof
}

// formats are all formats, in the order in which help lists them.
var formats = []struct {
	name  string
	write func(*report)
}{
	{"text", (*report).text},
	{"github", (*report).github},
	{"sarif", (*report).sarif},
	{"junit", (*report).junit},
	{"json", (*report).json},
}

// Formats returns the names of all formats.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// CheckFormat says what is wrong with the name of a format.
func CheckFormat(name string) error {
	for _, f := range formats {
		if f.name == name {
			return nil
		}
	}
	hint := ""
	if near, ok := nearest.Name(name, Formats()); ok {
		hint = fmt.Sprintf(": did you mean %q?", near)
	}
	return fmt.Errorf("format %q must be one of %s%s", name, strings.Join(Formats(), ", "), hint)
}

// Write writes results, which must be sorted, in a format.
func Write(w io.Writer, format string, results []krm.Result, o Options) error {
	if err := CheckFormat(format); err != nil {
		return err
	}
	if o.FailOn == "" {
		o.FailOn = krm.Error
	}
	if o.Command == "" {
		o.Command = "validate"
	}
	r := &report{Options: o, out: bufio.NewWriter(w), results: results, sources: map[string]*source{}, rules: map[string]*rule.Rule{}}
	for _, known := range o.Rules {
		r.rules[known.ID] = known
	}
	for _, f := range formats {
		if f.name == format {
			f.write(r)
		}
	}
	if r.err == nil {
		r.err = r.out.Flush()
	}
	if r.err != nil {
		return fmt.Errorf("writing the report: %w", r.err)
	}
	return nil
}

// report is one Write.
type report struct {
	Options
	out     *bufio.Writer
	err     error
	results []krm.Result
	sources map[string]*source
	rules   map[string]*rule.Rule
}

func (r *report) printf(format string, args ...any) { fmt.Fprintf(r.out, format, args...) }

// severities in the order of their weight.
var severities = []krm.Severity{krm.Error, krm.Warning, krm.Info}

func severityOf(r krm.Result) krm.Severity {
	if r.Severity == "" {
		return krm.Error
	}
	return r.Severity
}

// AtLeast reports whether a result is as grave as a severity, or graver.
func AtLeast(r krm.Result, s krm.Severity) bool {
	for _, known := range severities {
		if severityOf(r) == known {
			return true
		}
		if known == s {
			return false
		}
	}
	return false
}

// count returns how many results have each severity, and how many files they are in.
func (r *report) count() (bySeverity map[krm.Severity]int, files int) {
	bySeverity, seen := map[krm.Severity]int{}, map[string]bool{}
	for _, result := range r.results {
		bySeverity[severityOf(result)]++
		if result.File != nil {
			seen[result.File.Path] = true
		}
	}
	return bySeverity, len(seen)
}

// headline is the message of a result with the field that it is about.
func headline(result krm.Result) string {
	if result.Field != nil && result.Field.Path != "" {
		return krm.OneLine(result.Field.Path + ": " + result.Message)
	}
	return krm.OneLine(result.Message)
}

// remedy is the one value that should stand there, if there is one.
func remedy(result krm.Result) (string, bool) {
	if result.Field == nil || result.Field.ProposedValue == nil {
		return "", false
	}
	if s, ok := result.Field.ProposedValue.(string); ok {
		return fmt.Sprintf("%q", s), true
	}
	return fmt.Sprint(result.Field.ProposedValue), true
}

// source is a file that results are about.
type source struct {
	path      string
	docs      []folder.Document
	mayBeSeen bool
	parsed    map[int]*parsed
}

// source returns the file of a result; nil where it is not known.
func (r *report) source(result krm.Result) *source {
	if result.File == nil || result.Line == 0 || r.Source == nil {
		return nil
	}
	path := result.File.Path
	if s, ok := r.sources[path]; ok {
		return s
	}
	var s *source
	if content := r.Source(path); content != nil {
		s = &source{path: path, docs: folder.Split(path, content), mayBeSeen: !folder.HoldsSecret(content), parsed: map[int]*parsed{}}
	}
	r.sources[path] = s
	return s
}

// document returns the document that a result is in, and the place of the result in it.
func (s *source) document(result krm.Result) (text []byte, line, column int, ok bool) {
	i := result.File.Index
	if i < 0 || i >= len(s.docs) {
		return nil, 0, 0, false
	}
	line, column = fix.Place(s.docs[i], result)
	return s.docs[i].Text, line, column, line > 0
}
