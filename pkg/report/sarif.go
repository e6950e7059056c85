// SPDX-License-Identifier: Apache-2.0

package report

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/fairlead-krm/fairlead/pkg/fix"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// The parts of SARIF 2.1.0 that are written.
//
// Upstream: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		ColumnKind  string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Descriptor *sarifReference `json:"descriptor,omitempty"`
		Level      string          `json:"level"`
		Message    sarifMessage    `json:"message"`
	}
	sarifReference struct {
		ID string `json:"id"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string             `json:"id"`
		ShortDescription *sarifMessage      `json:"shortDescription,omitempty"`
		FullDescription  *sarifMessage      `json:"fullDescription,omitempty"`
		Help             *sarifHelp         `json:"help,omitempty"`
		HelpURI          string             `json:"helpUri"`
		Default          sarifConfiguration `json:"defaultConfiguration"`
	}
	sarifConfiguration struct {
		Level string `json:"level"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifHelp struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId,omitempty"`
		RuleIndex    *int              `json:"ruleIndex,omitempty"`
		Level        string            `json:"level"`
		Message      sarifMessage      `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Fixes        []sarifFix        `json:"fixes,omitempty"`
	}
	sarifLocation struct {
		Physical *sarifPhysical `json:"physicalLocation,omitempty"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
		Kind string `json:"kind"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
	sarifFix struct {
		Description sarifMessage  `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion   `json:"deletedRegion"`
		Inserted *sarifMessage `json:"insertedContent"`
	}
)

var sarifLevels = map[krm.Severity]string{krm.Error: "error", krm.Warning: "warning", krm.Info: "note"}

// fingerprint is the name of what tells a result apart from others in each version of a file, whatever its line.
const fingerprint = "fairleadFinding/v1"

// sarif writes a SARIF log, with the rules that were broken and their help. What is about no file is a notification:
// GitHub refuses a log with a result that has no location.
func (r *report) sarif() {
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: "fairlead", Version: r.Version, InformationURI: "https://github.com/fairlead-krm/fairlead", Rules: []sarifRule{},
		}},
		Invocations: []sarifInvocation{{Successful: true}},
		ColumnKind:  "unicodeCodePoints",
		Results:     []sarifResult{},
	}
	places := map[string]int{}
	seen := map[string]int{}
	for _, result := range r.results {
		if result.File == nil {
			n := sarifNotification{Level: sarifLevels[severityOf(result)], Message: sarifMessage{headline(result)}}
			if result.Rule != "" {
				n.Descriptor = &sarifReference{result.Rule}
			}
			run.Invocations[0].Notifications = append(run.Invocations[0].Notifications, n)
			continue
		}
		out := sarifResult{
			Level: sarifLevels[severityOf(result)], Message: sarifMessage{headline(result)}, Locations: r.location(result), Fixes: r.fixes(result),
		}
		if result.Rule != "" {
			place, ok := places[result.Rule]
			if !ok {
				place = len(run.Tool.Driver.Rules)
				places[result.Rule] = place
				run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, r.descriptor(result))
			}
			out.RuleID, out.RuleIndex = result.Rule, &place
		}
		id := identity(result)
		out.Fingerprints = map[string]string{fingerprint: fmt.Sprintf("%s:%d", id, seen[id])}
		seen[id]++
		run.Results = append(run.Results, out)
	}
	r.encode(sarifLog{"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// descriptor describes the rule of a result.
func (r *report) descriptor(result krm.Result) sarifRule {
	known := r.rules[result.Rule]
	if known == nil {
		return sarifRule{ID: result.Rule, HelpURI: rule.Page, Default: sarifConfiguration{sarifLevels[severityOf(result)]}}
	}
	return sarifRule{
		ID: known.ID, ShortDescription: &sarifMessage{known.Title}, FullDescription: &sarifMessage{strings.TrimSpace(known.Doc)},
		Help: &sarifHelp{known.Text(), known.Markdown()}, HelpURI: known.HelpURL(), Default: sarifConfiguration{sarifLevels[known.Severity]},
	}
}

func (r *report) location(result krm.Result) []sarifLocation {
	l := sarifLocation{Physical: &sarifPhysical{Artifact: artifact(result)}}
	if result.Line > 0 {
		l.Physical.Region = &sarifRegion{StartLine: result.Line, StartColumn: max(result.Column, 1)}
		if _, region, ok := r.edit(result); ok {
			l.Physical.Region = &region
		}
	}
	if result.Resource != nil {
		l.Logical = []sarifLogical{{krm.OneLine(result.Resource.String()), "resource"}}
	}
	return []sarifLocation{l}
}

// artifact is the place of a file as a URI: relative to the root of the repository where the path is.
func artifact(result krm.Result) sarifArtifact {
	u := url.URL{Path: path.Clean(result.File.Path)}
	if path.IsAbs(u.Path) {
		u.Scheme = "file"
	}
	return sarifArtifact{strings.TrimPrefix(u.String(), "./")}
}

func (r *report) fixes(result krm.Result) []sarifFix {
	e, region, ok := r.edit(result)
	if !ok {
		return nil
	}
	value, _ := remedy(result)
	return []sarifFix{{
		Description: sarifMessage{"Write " + krm.OneLine(value)},
		Changes:     []sarifChange{{artifact(result), []sarifReplacement{{region, &sarifMessage{e.Text}}}}},
	}}
}

// edit returns what puts the proposed value of a result into its place, and the region that it replaces.
func (r *report) edit(result krm.Result) (fix.Edit, sarifRegion, bool) {
	if _, ok := remedy(result); !ok {
		return fix.Edit{}, sarifRegion{}, false
	}
	s := r.source(result)
	if s == nil {
		return fix.Edit{}, sarifRegion{}, false
	}
	text, line, column, ok := s.document(result)
	if !ok {
		return fix.Edit{}, sarifRegion{}, false
	}
	e, err := fix.Scalar(text, line, column, result.Field.ProposedValue)
	if err != nil {
		return fix.Edit{}, sarifRegion{}, false
	}
	return e, sarifRegion{result.Line, result.Column, result.Column + utf8.RuneCount(text[e.Start:e.End])}, true
}

// identity is a digest of a result without its line.
func identity(result krm.Result) string {
	parts := []string{result.Rule}
	if result.File != nil {
		parts = append(parts, result.File.Path)
	}
	if result.Resource != nil {
		parts = append(parts, result.Resource.String())
	}
	if result.Field != nil {
		parts = append(parts, result.Field.Path)
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(parts, "\x00"))))[:16]
}
