// SPDX-License-Identifier: Apache-2.0

package report

import (
	"encoding/json"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// JSON is what the format json holds. Fields are only ever added; version changes where one changes its meaning.
type JSON struct {
	Version  int           `json:"version"`
	Tool     JSONTool      `json:"tool"`
	Summary  JSONSummary   `json:"summary"`
	Findings []JSONFinding `json:"findings"`
	// Images is what the command images found out about each image; absent for other commands.
	Images any `json:"images,omitempty"`
	// Proofs are there where they were asked for.
	Proofs []JSONProof `json:"proofs,omitempty"`
}

// JSONTool names what wrote the report.
type JSONTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// JSONSummary counts findings, the files that were checked, and the documents that were passed over as templates.
type JSONSummary struct {
	Error   int `json:"error"`
	Warning int `json:"warning"`
	Info    int `json:"info"`
	Files   int `json:"files"`
	// Templates is absent where there is none.
	Templates int `json:"templates,omitempty"`
}

// JSONFinding is one result. Line and column count from 1, columns in Unicode code points; they are absent where the
// file was not read by Fairlead. Index is the place of the document in its file, from 0.
type JSONFinding struct {
	Rule     string        `json:"rule"`
	Severity krm.Severity  `json:"severity"`
	Message  string        `json:"message"`
	File     string        `json:"file,omitempty"`
	Index    *int          `json:"index,omitempty"`
	Line     int           `json:"line,omitempty"`
	Column   int           `json:"column,omitempty"`
	Resource *JSONResource `json:"resource,omitempty"`
	Field    string        `json:"field,omitempty"`
	Current  any           `json:"current,omitempty"`
	Proposed any           `json:"proposed,omitempty"`
	Help     string        `json:"help,omitempty"`
}

// JSONResource names a resource.
type JSONResource struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace,omitempty"`
	Name       string `json:"name"`
}

func (r *report) json() {
	bySeverity, _ := r.count()
	report := JSON{
		Version: 1, Tool: JSONTool{"fairlead", r.Version},
		Summary:  JSONSummary{bySeverity[krm.Error], bySeverity[krm.Warning], bySeverity[krm.Info], len(r.Files), r.Templates},
		Findings: make([]JSONFinding, 0, len(r.results)), Images: r.Images,
	}
	for _, result := range r.results {
		f := JSONFinding{
			Rule: result.Rule, Severity: severityOf(result), Message: krm.OneLine(result.Message), Line: result.Line, Column: result.Column,
		}
		if result.File != nil {
			f.File, f.Index = result.File.Path, &result.File.Index
		}
		if ref := result.Resource; ref != nil {
			f.Resource = &JSONResource{ref.APIVersion, ref.Kind, ref.Namespace, ref.Name}
		}
		if result.Field != nil {
			f.Field, f.Current, f.Proposed = result.Field.Path, result.Field.CurrentValue, result.Field.ProposedValue
		}
		if known := r.rules[result.Rule]; known != nil {
			f.Help = known.HelpURL()
		}
		report.Findings = append(report.Findings, f)
	}
	if r.Explain {
		report.Proofs = r.jsonProofs()
	}
	r.encode(report)
}

func (r *report) encode(v any) {
	enc := json.NewEncoder(r.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	r.err = enc.Encode(v)
}
