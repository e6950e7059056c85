// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

// Severity of a Result. The empty one means Error, as in the specification.
type Severity string

// Severities, gravest first. Only Error makes a function fail.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Result is one thing that a function has to say about its input.
type Result struct {
	Message  string
	Severity Severity
	// Rule is the kebab-case id of what was broken. It becomes the tag "rule". "" means none.
	Rule string
	// Resource is the item that the result is about; nil where it is about the list.
	Resource *ResourceRef
	Field    *Field
	File     *File
	// Line and Column count from 1 in the file; 0 where Fairlead did not read the file itself, because a line of
	// stdin would mean nothing to a person.
	Line, Column int
}

// ResourceRef names a resource. The specification requires all but Namespace.
type ResourceRef struct {
	APIVersion, Kind, Name, Namespace string
}

func (r ResourceRef) String() string {
	if r.Namespace == "" {
		return r.Kind + "/" + r.Name
	}
	return r.Kind + "/" + r.Namespace + "/" + r.Name
}

// Field is the place in a resource that a result is about. Path is written as in `spec.images[0].name`. A value is a
// scalar, a list or a map as encoding/json knows them; nil means that there is none to show. Never a Secret's value.
type Field struct {
	Path                        string
	CurrentValue, ProposedValue any
}

// File is where the resource stands: a slash-separated path relative to the package, and the 0-based place among the
// resources of that file.
type File struct {
	Path  string
	Index int
}

// severity returns the severity, with the default filled in.
func (r Result) severity() Severity {
	if r.Severity == "" {
		return Error
	}
	return r.Severity
}

// String returns the result as one line: severity, place, field, message and rule.
func (r Result) String() string {
	var b strings.Builder
	b.WriteString(string(r.severity()))
	b.WriteString(": ")
	if r.File != nil {
		b.WriteString(r.File.Path)
		if r.Line > 0 {
			fmt.Fprintf(&b, ":%d:%d", r.Line, r.Column)
		} else if r.File.Index > 0 {
			b.WriteString("[" + strconv.Itoa(r.File.Index) + "]")
		}
		b.WriteString(": ")
	}
	if r.Resource != nil {
		b.WriteString(r.Resource.String())
		b.WriteString(": ")
	}
	if r.Field != nil && r.Field.Path != "" {
		b.WriteString(r.Field.Path)
		b.WriteString(": ")
	}
	b.WriteString(r.Message)
	if r.Rule != "" {
		b.WriteString(" [" + r.Rule + "]")
	}
	return oneLine(b.String())
}

// OneLine returns a text as it may be shown: without line breaks and without characters that steer a terminal.
func OneLine(s string) string { return oneLine(s) }

// oneLine folds line breaks and drops control characters and those that turn the direction of text: a message, a path and a name hold what a person wrote, and a
// terminal must not be steered by it.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
			return -1
		}
		return r
	}, s)
}

// Failed reports whether one of the results is an error.
func Failed(results []Result) bool {
	for _, r := range results {
		if r.severity() == Error {
			return true
		}
	}
	return false
}

// SortResults orders results by severity, file, place in it, resource, field and message, so that two runs print the
// same, in whatever order the items came.
func SortResults(results []Result) {
	rank := map[Severity]int{Error: 0, Warning: 1, Info: 2}
	sort.SliceStable(results, func(i, j int) bool {
		a, b := results[i], results[j]
		if x, y := rank[a.severity()], rank[b.severity()]; x != y {
			return x < y
		}
		if x, y := fileOf(a), fileOf(b); x != y {
			return x.Path < y.Path || x.Path == y.Path && x.Index < y.Index
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		if a.Column != b.Column {
			return a.Column < b.Column
		}
		return a.String() < b.String() // resource, field and message
	})
}

func fileOf(r Result) File {
	if r.File == nil {
		return File{}
	}
	return *r.File
}
