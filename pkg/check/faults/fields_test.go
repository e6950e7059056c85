// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/schema"
)

// TestAMistypedFieldIsNothingElse gives every field of the right example of every rule values of other types and a name with a
// letter too many, and takes every field that must be there away: that is what is reported, and nothing is made of what the
// field would have meant.
func TestAMistypedFieldIsNothingElse(t *testing.T) {
	if testing.Short() {
		t.Skip("every field of every example")
	}
	for _, r := range check.Rules() {
		var docs []krm.Document
		for i, text := range strings.Split(strings.TrimPrefix(strings.Split(r.Good, "# file: ")[0], "\n"), "---\n") {
			if strings.TrimSpace(text) == "" {
				continue // a rule on workflows shows files alone
			}
			docs = append(docs, krm.Document{Path: fmt.Sprintf("%d.yaml", i), Line: 1, Text: []byte(text)})
		}
		target := r.Target
		if target.ImageUpdater == "" && strings.Contains(r.Good, "kind: "+imageupdater.Kind) { // which that version reads
			releases := imageupdater.Releases()
			target.ImageUpdater = releases[len(releases)-1]
		}
		s := New(t, rand.New(rand.NewSource(1)), target, docs)
		for i, d := range s.docs {
			if !slices.Contains([]string{"Application", "AppProject", "ApplicationSet"}, d.Item().Kind) && (d.Item().Kind != "ImageUpdater" || !s.ImageUpdater.Resource()) {
				continue
			}
			for _, p := range d.positions() {
				if len(p.path) < 2 {
					continue
				}
				values := wrongValues(p.node)
				for _, value := range values {
					only(t, r, target, docs, i, "field-wrong-type", func(d *Doc) { d.Set(value, p.path...) })
				}
				if name, ok := last(p.path).(string); ok && p.in != nil && p.in.Type == schema.Object && !p.in.Open {
					only(t, r, target, docs, i, "field-unknown", func(d *Doc) { d.Rename(name+"z", p.path...) })
				}
				for _, f := range p.node.Fields {
					at := append(slices.Clone(p.path), f.Name)
					if p.node.Type == schema.Object && f.Required && d.Has(at...) && !patchWithout(d, at) {
						only(t, r, target, docs, i, "field-required", func(d *Doc) { d.Remove(at...) })
					}
				}
			}
		}
	}
}

// only holds that an edit of a document is found by one rule only.
func only(t *testing.T, r *rule.Rule, target rule.Target, docs []krm.Document, i int, id string, edit func(d *Doc)) {
	t.Helper()
	s := New(t, rand.New(rand.NewSource(1)), target, docs)
	edit(s.docs[i])
	list, err := krm.FromDocuments(s.Documents())
	assert.NilError(t, err)
	c := rule.NewContext(list)
	c.ArgoCD, c.ImageUpdater, c.Now = s.ArgoCD, s.ImageUpdater, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	var others []string
	found := false
	for _, result := range rule.Run(c, check.Rules(), rule.Settings{}) {
		if result.Rule == id {
			found = true
		} else if result.Severity != krm.Info {
			others = append(others, result.String())
		}
	}
	if !found || len(others) > 0 {
		t.Errorf("example of %s: %s is found: %v; and %s\n%s", r.ID, id, found, strings.Join(others, "\n"), s.Changed())
	}
}
