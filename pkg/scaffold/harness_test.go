// SPDX-License-Identifier: Apache-2.0

package scaffold_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/scaffold"
)

const platform = `apiVersion: fairlead.dev/v1alpha1
kind: Platform
metadata: {name: k3s}
spec:
  argocd: {url: https://argocd.example.org}
  cluster: {platforms: [linux/arm64]}
`

// project returns a Project with lines in its spec.
func project(spec ...string) string {
	text := "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: shop}\nspec:\n  repository: https://github.com/owner/shop\n"
	for _, line := range spec {
		text += "  " + line + "\n"
	}
	return text
}

const image = "images: [ghcr.io/owner/shop]"

// subject loads documents that must be right.
func subject(t *testing.T, texts ...string) scaffold.Subject {
	t.Helper()
	var docs []krm.Document
	for i, d := range folder.Split("project.yaml", []byte(strings.Join(texts, "---\n"))) {
		docs = append(docs, krm.Document{Path: d.Path, Index: i, Line: d.Line, Column: d.Column, Text: d.Text})
	}
	list, err := krm.FromDocuments(docs)
	assert.NilError(t, err)
	model, results := v1alpha1.Load(list)
	assert.Assert(t, !krm.Failed(results), "%v", results)
	return scaffold.Subject{Model: model, Project: model.Projects[0]}
}

// memory are files in memory.
type memory map[string]string

func (m memory) read(name string) (folder.Whole, error) {
	w := folder.Whole{Path: name}
	if text, ok := m[name]; ok {
		w.Text = []byte(text)
	}
	return w, nil
}

// write writes what was decided, and returns the states by path.
func (m memory) write(t *testing.T, s scaffold.Subject) (map[string]string, scaffold.Notes) {
	t.Helper()
	files, notes, err := scaffold.Repository(s, m.read)
	assert.NilError(t, err)
	decisions, err := scaffold.Decide(files, m.read)
	assert.NilError(t, err)
	states := map[string]string{}
	for _, d := range decisions {
		states[d.After.Path] = d.State.String()
		m[d.After.Path] = string(d.After.Text)
	}
	return states, notes
}

// written are the files of a subject in an empty repository.
func written(t *testing.T, s scaffold.Subject) memory {
	t.Helper()
	m := memory{}
	m.write(t, s)
	return m
}

// shellcheck returns the program; "" where it is not on the PATH, which is an error where the environment says so.
func shellcheck(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("shellcheck")
	if err != nil && os.Getenv("FAIRLEAD_REQUIRE_SHELLCHECK") != "" {
		t.Fatal("shellcheck is not on the PATH")
	}
	return program
}

// lint holds a workflow by actionlint, with shellcheck where it is on the PATH.
func lint(t *testing.T, text string) {
	t.Helper()
	var out bytes.Buffer
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{Shellcheck: shellcheck(t), LogWriter: &out})
	assert.NilError(t, err)
	found, err := linter.Lint("ci-cd.yml", []byte(text), nil)
	assert.NilError(t, err)
	for _, f := range found {
		t.Errorf("%s\n%s", f, text)
	}
}
