// SPDX-License-Identifier: Apache-2.0

// Package ruletest holds every rule to what a rule promises. Only tests import it.
package ruletest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/checkout"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Run checks the rules of the package in whose folder the test runs. all are the rules of every package: no other rule
// may find a Bad example, and none at all a Good one.
func Run(t *testing.T, rules, all []*rule.Rule) {
	t.Helper()
	files := map[string]bool{}
	for _, r := range rules {
		t.Run(r.ID, func(t *testing.T) { one(t, r, all) })
		files[strings.ReplaceAll(r.ID, "-", "_")+".go"] = true
	}
	for file := range files {
		_, err := os.Stat(file)
		assert.Check(t, err == nil, "the rule of %s must stand in a file of its name", file)
	}
	found, err := filepath.Glob("*.go")
	assert.NilError(t, err)
	for _, file := range found {
		text, err := os.ReadFile(file)
		assert.NilError(t, err)
		if strings.Contains(string(text), "= &rule.Rule{") || strings.Contains(string(text), "= rule.Rule{") {
			assert.Check(t, files[file], "%s holds a rule that is not in the slice", file)
		}
	}
}

func one(t *testing.T, r *rule.Rule, all []*rule.Rule) {
	t.Helper()
	assert.Check(t, r.Title != "" && !strings.HasSuffix(r.Title, "."), "the title is one line without a full stop")
	assert.Check(t, strings.HasSuffix(strings.TrimSpace(r.Doc), "."), "the doc is sentences")
	assert.Check(t, len(r.Upstream) > 0, "a rule names where upstream shows it")
	assert.Check(t, len(r.Kinds) > 0, "a rule names its kinds")
	count := 0
	for _, other := range all {
		if other.ID == r.ID {
			count++
		}
	}
	assert.Equal(t, count, 1, "the id stands once among all rules")

	bad := Find(t, r.Bad, r.Target, all)
	assert.Check(t, bad[r.ID] > 0, "the bad example is not found by its rule; found: %v", bad)
	for id := range bad {
		also := id == r.ID
		for _, a := range r.Also {
			also = also || a == id
		}
		assert.Check(t, also, "rule %s finds the bad example too", id)
	}
	for _, a := range r.Also {
		assert.Check(t, bad[a] > 0, "rule %s does not find the bad example", a)
	}
	assert.Equal(t, len(Find(t, r.Good, r.Target, all)), 0, "the good example is not clean: %v", Find(t, r.Good, r.Target, all))
}

// Find runs rules over YAML documents and counts what they find, by rule.
func Find(t *testing.T, text string, target rule.Target, rules []*rule.Rule) map[string]int {
	t.Helper()
	found := map[string]int{}
	for _, result := range Results(t, text, target, rules) {
		found[result.Rule]++
	}
	return found
}

// Results runs rules over YAML documents, which become the file example.yaml, unless their first line names another.
func Results(t *testing.T, text string, target rule.Target, rules []*rule.Rule) []krm.Result {
	t.Helper()
	return rule.Run(contextOf(t, text, target), rules, rule.Settings{})
}

// Proofs runs rules over YAML documents, and returns what they prove.
func Proofs(t *testing.T, text string, target rule.Target, rules []*rule.Rule) []rule.Proof {
	t.Helper()
	c := contextOf(t, text, target)
	c.Explain = true
	rule.Run(c, rules, rule.Settings{})
	return c.Proofs()
}

func contextOf(t *testing.T, text string, target rule.Target) *rule.Context {
	t.Helper()
	text, files := Files(text)
	var docs []krm.Document
	line, at := 1, "example.yaml"
	if first, _, _ := strings.Cut(strings.TrimPrefix(text, "\n"), "\n"); strings.HasPrefix(first, "# path: ") {
		at = strings.TrimPrefix(first, "# path: ")
	}
	for i, doc := range strings.Split(strings.TrimPrefix(text, "\n"), "---\n") {
		if strings.TrimSpace(doc) == "" {
			continue // nothing but files of the repository
		}
		docs = append(docs, krm.Document{Path: at, Index: i, Line: line, Text: []byte(doc)})
		line += strings.Count(doc, "\n") + 1
	}
	list, err := krm.FromDocuments(docs)
	assert.NilError(t, err)
	c := rule.NewContext(list)
	c.ArgoCD, _, err = argocd.Resolve(target.ArgoCD)
	assert.NilError(t, err)
	c.ImageUpdater, _, err = imageupdater.Resolve(target.ImageUpdater)
	assert.NilError(t, err)
	if len(files) > 0 {
		c.Repositories = checkout.In(files, func(string) bool { return true })
	}
	c.Now = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	return c
}

// Files cuts the files of a repository off the documents of an example.
func Files(text string) (documents string, files fstest.MapFS) {
	parts := strings.Split(text, "# file: ")
	files = fstest.MapFS{}
	for _, part := range parts[1:] {
		name, content, _ := strings.Cut(part, "\n")
		files[strings.TrimSpace(name)] = &fstest.MapFile{Data: []byte(content)}
	}
	return parts[0], files
}
