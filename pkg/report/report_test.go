// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// planted stands for values that no format may show.
const planted = "planted-7f1d"

var rules = []*rule.Rule{
	{
		ID: "sync-option-unknown", Severity: krm.Error, Title: "A sync option must be known", Doc: "It is ignored & nobody <notices>.",
		Upstream: []string{"https://example.org/sync-options"}, Bad: "a: wrong\n", Good: "a: right\n", ArgoCD: rule.Range{From: rule.Minor{2, 11}},
	},
	{ID: "allow-tags-loose", Severity: krm.Warning, Title: "The tags must be anchored", Doc: "Any tag passes."},
}

func results() []krm.Result {
	app := &krm.ResourceRef{APIVersion: "argoproj.io/v1alpha1", Kind: "Application", Name: "app", Namespace: "argocd"}
	cm := &krm.ResourceRef{APIVersion: "v1", Kind: "ConfigMap", Name: "日本語"}
	secret := &krm.ResourceRef{APIVersion: "v1", Kind: "Secret", Name: "app-secrets"}
	at := func(r krm.Result, file string, index, line, column int) krm.Result {
		r.File, r.Line, r.Column = &krm.File{Path: file, Index: index}, line, column
		return r
	}
	return []krm.Result{
		at(krm.Result{
			Message: `sync option "CreateNameSpace=true" is unknown: 100% ignored, did you mean "CreateNamespace=true"?`, Severity: krm.Error,
			Rule: "sync-option-unknown", Resource: app,
			Field: &krm.Field{Path: "spec.syncPolicy.syncOptions[1]", CurrentValue: "CreateNameSpace=true", ProposedValue: "CreateNamespace=true"},
		}, "app.yaml", 0, 12, 32),
		at(krm.Result{Message: `unknown key "apiToken"`, Rule: "unknown-key", Resource: app, Field: &krm.Field{Path: "metadata.annotations.apiToken"}}, "app.yaml", 0, 8, 5),
		at(krm.Result{Message: `no action "snyc"`, Rule: "policy-action", Resource: cm, Field: &krm.Field{Path: "data[policy.csv]"}}, "app.yaml", 1, 19, 26),
		at(krm.Result{
			Message: "must be right", Resource: cm, Rule: "wide",
			Field: &krm.Field{Path: `metadata.labels["wide 漢字"]`, CurrentValue: "wrong", ProposedValue: "it's \"right\""},
		}, "app.yaml", 1, 16, 81),
		at(krm.Result{
			Message: `"repositry" is no type`, Rule: "secret-type", Resource: secret,
			Field: &krm.Field{Path: "metadata.labels", CurrentValue: "repositry", ProposedValue: "repository"},
		}, "secret.yaml", 0, 5, 44),
		at(krm.Result{Message: "must be anchored", Severity: krm.Warning, Rule: "allow-tags-loose", Resource: app}, "app.yaml", 0, 7, 54),
		{Message: "there is no Project\nat all", Severity: krm.Warning, File: &krm.File{Path: "a b/c,d:e%.yaml", Index: 2}, Rule: "no-project"},
		{Message: "v3.5 is assumed", Severity: krm.Info, Rule: "version-assumed"},
	}
}

func options() Options {
	return Options{
		Source: func(path string) []byte {
			text, err := os.ReadFile(filepath.Join("testdata/package", path))
			if err != nil {
				return nil
			}
			return text
		},
		Files: []string{"app.yaml", "clean.yaml", "secret.yaml"}, Rules: rules, Version: "v0.1.0",
	}
}

func write(t *testing.T, format string, results []krm.Result, o Options) string {
	t.Helper()
	var out bytes.Buffer
	assert.NilError(t, Write(&out, format, results, o))
	return out.String()
}

func TestFormats(t *testing.T) {
	for _, format := range Formats() {
		t.Run(format, func(t *testing.T) {
			got := write(t, format, results(), options())
			golden.Assert(t, got, "report."+format)
			assert.Check(t, !strings.Contains(got, planted))
			assert.Equal(t, write(t, format, results(), options()), got)
		})
	}
	t.Run("color", func(t *testing.T) {
		o := options()
		o.Color = true
		golden.Assert(t, write(t, "text", results()[:1], o), "report.color")
	})
}

func TestNothingFound(t *testing.T) {
	for _, format := range Formats() {
		golden.Assert(t, write(t, format, nil, options()), "nothing."+format)
	}
}

func TestUnknownFormat(t *testing.T) {
	err := Write(&bytes.Buffer{}, "serif", nil, Options{})
	assert.ErrorContains(t, err, `did you mean "sarif"?`)
}

// TestSARIF holds the log valid, and its fixes exact.
func TestSARIF(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	schema, err := compiler.Compile("testdata/sarif-schema-2.1.0.json")
	assert.NilError(t, err)
	for _, found := range [][]krm.Result{results(), nil} {
		text := write(t, "sarif", found, options())
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		assert.NilError(t, err)
		assert.NilError(t, schema.Validate(value))
	}
	var written sarifLog
	assert.NilError(t, json.Unmarshal([]byte(write(t, "sarif", results(), options())), &written))
	seen := map[string]bool{}
	fixes := 0
	for i, r := range written.Runs[0].Results {
		assert.Check(t, !seen[r.Fingerprints[fingerprint]], "%d", i)
		seen[r.Fingerprints[fingerprint]] = true
		assert.Check(t, r.RuleIndex == nil || written.Runs[0].Tool.Driver.Rules[*r.RuleIndex].ID == r.RuleID)
		for _, f := range r.Fixes {
			fixes++
			change := f.Changes[0].Replacements[0]
			text, err := os.ReadFile(filepath.Join("testdata/package", f.Changes[0].Artifact.URI))
			assert.NilError(t, err)
			line := []rune(strings.Split(string(text), "\n")[change.Deleted.StartLine-1])
			old := string(line[change.Deleted.StartColumn-1 : change.Deleted.EndColumn-1])
			assert.Check(t, strings.Trim(old, `"`) == results()[i].Field.CurrentValue, "%q", old)
		}
	}
	assert.Equal(t, fixes, 3)
}

// TestFingerprintsOutliveLines holds that a finding is the same one when lines are put in above it.
func TestFingerprintsOutliveLines(t *testing.T) {
	moved := results()
	for i := range moved {
		moved[i].Line += 3
	}
	var a, b sarifLog
	o := options()
	o.Source = nil
	assert.NilError(t, json.Unmarshal([]byte(write(t, "sarif", results(), o)), &a))
	assert.NilError(t, json.Unmarshal([]byte(write(t, "sarif", moved, o)), &b))
	for i := range a.Runs[0].Results {
		assert.DeepEqual(t, a.Runs[0].Results[i].Fingerprints, b.Runs[0].Results[i].Fingerprints)
	}
}

func TestJUnitFailsFromASeverityOn(t *testing.T) {
	for failOn, want := range map[krm.Severity]int{krm.Error: 2, krm.Warning: 3, krm.Info: 4} {
		o := options()
		o.FailOn = failOn
		var suites testSuites
		assert.NilError(t, xml.Unmarshal([]byte(write(t, "junit", results(), o)), &suites))
		assert.Equal(t, suites.Failures, want, "%s", failOn)
		assert.Equal(t, len(suites.Suite.Cases), 5)
	}
}

func TestGitHubEscapes(t *testing.T) {
	got := write(t, "github", []krm.Result{{Message: "50%\r\n::error::x", File: &krm.File{Path: "a,b:c%\n.yaml"}, Line: 1, Column: 1, Rule: "r"}}, Options{})
	assert.Equal(t, got, "::error file=a%2Cb%3Ac%25 .yaml,line=1,col=1,title=r::50%25 ::error::x\n")
}

// TestAdviceIsGrouped holds that the same advice for many places is one block, and that of errors none is left out.
func TestAdviceIsGrouped(t *testing.T) {
	var results []krm.Result
	add := func(n int, severity krm.Severity, rule, message string) {
		for i := range n {
			results = append(results, krm.Result{Message: message, Severity: severity, Rule: rule, File: &krm.File{Path: fmt.Sprintf("%s-%d.yaml", rule, i)}, Line: i + 1, Column: 3})
		}
	}
	add(2, krm.Error, "broken", "must work")
	add(8, krm.Info, "wide", "could be narrower")
	add(1, krm.Info, "wide", "could be narrower still")
	text := func() string {
		var b bytes.Buffer
		assert.NilError(t, Write(&b, "text", results, Options{}))
		return b.String()
	}
	assert.Equal(t, text(), "error[broken] broken-0.yaml:1:3\n  must work\n\nerror[broken] broken-1.yaml:2:3\n  must work\n\n"+
		"info[wide] wide-0.yaml:1:3\n  could be narrower\n  the same: wide-1.yaml:2:3, wide-2.yaml:3:3, wide-3.yaml:4:3, wide-4.yaml:5:3, wide-5.yaml:6:3 and 2 more\n\n"+
		"info[wide] wide-0.yaml:1:3\n  could be narrower still\n\n2 errors, 9 infos in 10 of 10 files\n")
	add(9, krm.Warning, "odd", "should be even")
	assert.Check(t, strings.HasSuffix(text(), "\n\n  2 errors  broken\n   9 infos  wide\n9 warnings  odd\n\n2 errors, 9 warnings, 9 infos in 19 of 19 files\n"), text())
}

func TestTemplatesAreCounted(t *testing.T) {
	for n, want := range map[int]string{
		0: "nothing found in 1 file\n",
		1: "nothing found in 1 file; 1 document passed over as a template\n",
		2: "nothing found in 1 file; 2 documents passed over as templates\n",
	} {
		var out bytes.Buffer
		assert.NilError(t, Write(&out, "text", nil, Options{Files: []string{"a.yaml"}, Templates: n}))
		assert.Equal(t, out.String(), want)
	}
}
