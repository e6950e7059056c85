// SPDX-License-Identifier: Apache-2.0

// Package faults plants, for each rule, the defect of that rule into files that are right: one function per rule, which
// works on any valid files. Only tests import it.
package faults

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/checkout"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Fault plants the defect of one rule into a set of valid files, and says where the rule must find it. The zero Planted
// says that these files hold nothing into which it could be planted.
type Fault func(s *Set) Planted

// Planted says what must be found, and that nothing else may be.
type Planted struct {
	// At are the places at which the rule finds the fault.
	At []Place
	// Also are the rules that must find it too, wherever they point.
	Also []string
}

// Place is a line of a file, counted from 1.
type Place struct {
	Path string
	Line int
}

// String returns the place as path:line.
func (p Place) String() string { return fmt.Sprintf("%s:%d", p.Path, p.Line) }

// And names the rules that must find a fault beside its own.
func (p Planted) And(rules ...string) Planted {
	if len(p.At) > 0 {
		p.Also = append(slices.Clone(p.Also), rules...)
	}
	return p
}

// All returns the faults of all rules, by id.
func All() map[string]Fault {
	all := map[string]Fault{}
	for _, faults := range []map[string]Fault{
		applicationSpecs, applicationPermits, applicationIgnores, applicationParents, applicationSets, everyResource,
		appProject, projectRoles, projectWindows, fields, imageUpdater, pipeline, rbac, references, secret, settings, updaterResource, pipelines, workflows, node,
	} {
		maps.Copy(all, faults)
	}
	return all
}

// Set are files into which a fault is planted. It is itself the source of randomness of the fault.
type Set struct {
	*rand.Rand
	// Target are the versions for which the files are valid; Resolved says the same for ArgoCD and ImageUpdater.
	Target       rule.Target
	ArgoCD       argocd.Version
	ImageUpdater imageupdater.Version

	// Files are those of a repository beside the documents, by path; Repository is its URL. Both are empty where none is at hand.
	Files      map[string]string
	Repository string

	t     *testing.T
	docs  []*Doc
	clean []krm.Document // as they came, and the base documents
}

// New returns a copy of the documents as a set. An edit that the engine cannot make fails the test.
func New(t *testing.T, random *rand.Rand, target rule.Target, docs []krm.Document) *Set {
	t.Helper()
	s := &Set{Rand: random, Target: target, t: t, clean: slices.Clone(docs)}
	var err error
	if s.ArgoCD, _, err = argocd.Resolve(target.ArgoCD); err != nil {
		t.Fatal(err)
	}
	if s.ImageUpdater, _, err = imageupdater.Resolve(target.ImageUpdater); err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		s.docs = append(s.docs, &Doc{set: s, doc: d})
	}
	return s
}

// Documents returns the documents as they are now.
func (s *Set) Documents() []krm.Document {
	docs := make([]krm.Document, len(s.docs))
	for i, d := range s.docs {
		docs[i] = d.doc
	}
	return docs
}

// Clean returns the documents as they were before the fault, the base documents among them: they must have no finding.
func (s *Set) Clean() []krm.Document { return s.clean }

// Changed returns the text of the documents that were edited or added, for the message of a failed test.
func (s *Set) Changed() string {
	var b strings.Builder
	for _, d := range s.docs {
		if d.changed {
			fmt.Fprintf(&b, "# %s, from line %d\n%s\n", d.doc.Path, d.doc.Line, d.doc.Text)
		}
	}
	for name, text := range s.Files {
		fmt.Fprintf(&b, "# %s of the repository\n%s\n", name, text)
	}
	return b.String()
}

// Repositories are what is at hand beside the documents; nil where nothing is.
func (s *Set) Repositories() rule.Repositories {
	if s.Repository == "" {
		return nil
	}
	files := fstest.MapFS{}
	for name, text := range s.Files {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return checkout.In(files, func(url string) bool { return url == s.Repository })
}

// Add adds a document in a file of its own, whose name has no meaning for any rule. It is part of the fault: what must be
// right before it is added by One.
func (s *Set) Add(text string) *Doc {
	return s.AddFile(fmt.Sprintf("added/%d.yaml", len(s.docs)), text)
}

// AddFile adds a document in a file of a name.
func (s *Set) AddFile(path, text string) *Doc {
	d := &Doc{set: s, changed: true, doc: krm.Document{Path: path, Line: 1, Text: []byte(strings.TrimPrefix(text, "\n"))}}
	s.docs = append(s.docs, d)
	return d
}

// Base adds documents that are right, so that a fault can be planted into them.
func (s *Set) Base(texts ...string) {
	for _, text := range texts {
		d := s.Add(text)
		s.clean = append(s.clean, d.doc)
	}
}

// All returns the documents of a kind for which all conditions hold.
func (s *Set) All(kind rule.Kind, conditions ...func(*Doc) bool) []*Doc {
	var found []*Doc
	for _, d := range s.docs {
		it := d.Item()
		if it.Is(kind.Group, kind.Name) && !slices.ContainsFunc(conditions, func(holds func(*Doc) bool) bool { return !holds(d) }) {
			found = append(found, d)
		}
	}
	return found
}

// One returns one of the documents of a kind for which all conditions hold, picked at random. Where there is none, it adds
// the base documents and returns the one of the kind among them. nil where that is none either.
func (s *Set) One(kind rule.Kind, base []string, conditions ...func(*Doc) bool) *Doc {
	if found := s.All(kind, conditions...); len(found) > 0 {
		return found[s.Intn(len(found))]
	}
	s.Base(base...)
	if found := s.All(kind, conditions...); len(found) > 0 {
		return found[len(found)-1]
	}
	return nil
}

// Pick returns one of several values at random.
func Pick[T any](s *Set, values ...T) T { return values[s.Intn(len(values))] }

// At says that a fault is found at the value of a field.
func At(d *Doc, path ...any) Planted {
	return Planted{At: []Place{{d.doc.Path, d.Line(path...)}}}
}

// AtKey says that a fault is found at the key of a field.
func AtKey(d *Doc, path ...any) Planted {
	return Planted{At: []Place{{d.doc.Path, d.KeyLine(path...)}}}
}

// AtText says that a fault is found on the one line of the document that holds a text, as within a block of text.
func AtText(d *Doc, text string) Planted {
	return Planted{At: []Place{{d.doc.Path, d.TextLine(text)}}}
}
