// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// exampleImageUpdater makes Image Updater read the annotations of the examples from v1.1 on.
const exampleImageUpdater = `---
apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata: {name: app, namespace: argocd}
spec:
  applicationRefs:
  - {namePattern: app, useAnnotations: true}
`

// outcome is what becomes of the annotations of an Application from v1.1 on.
type outcome int

const (
	// annotationsUnseen: nothing at hand selects the Application.
	annotationsUnseen outcome = iota
	// annotationsRead: selected with useAnnotations, or it cannot be told.
	annotationsRead
	// annotationsDead: selected without useAnnotations.
	annotationsDead
)

type selectionsKey struct{}

// selection is one entry of an ImageUpdater's applicationRefs.
type selection struct {
	namespace, pattern string
	labels             []view.Pair
	// loose says that the entry selects by more than is looked into here.
	loose, useAnnotations bool
}

// selections returns all entries of all ImageUpdaters.
func selections(c *rule.Context) []selection {
	var all []selection
	for _, it := range c.Of(updater.Prefix, updater.Kind) {
		refs := it.Lookup("spec", "applicationRefs")
		if refs != nil && refs.Kind != yaml.SequenceNode || view.Misspelt(it.Lookup("spec"), "applicationRefs") {
			all = append(all, selection{namespace: it.Namespace, loose: true}) // another mistake
		}
		for _, ref := range view.Entries(refs) {
			use := krm.Lookup(ref, "useAnnotations")
			pattern := krm.Text(krm.Lookup(ref, "namePattern"))
			all = append(all, selection{
				namespace: it.Namespace, pattern: pattern,
				labels:         view.Pairs(krm.Lookup(ref, "labelSelectors", "matchLabels")),
				loose:          pattern == "" || view.Misspelt(ref, "useAnnotations") || view.Templated(pattern) || view.Templated(it.Namespace) || len(view.Entries(krm.Lookup(ref, "labelSelectors", "matchExpressions"))) > 0,
				useAnnotations: use != nil && use.Value != "false",
			})
		}
	}
	return all
}

// selectionIndex finds the entries that may select an Application: each Project may have an ImageUpdater of its own, and
// nobody is to look through all of them for each Application.
type selectionIndex struct {
	every []selection
	// named are the entries whose pattern is nothing but a name, by it; open are all others.
	named map[string][]selection
	open  []selection
}

func indexOf(all []selection) selectionIndex {
	x := selectionIndex{every: all, named: map[string][]selection{}}
	for _, s := range all {
		if s.loose || strings.ContainsAny(s.pattern, `*?[\`) {
			x.open = append(x.open, s)
		} else {
			x.named[s.pattern] = append(x.named[s.pattern], s)
		}
	}
	return x
}

// selected says what becomes of the annotations of an Application of that name. In doubt they are read.
func (x selectionIndex) selected(namespace, name string, it *krm.Item) outcome {
	if name == "" || view.Templated(name) {
		return selected(x.every, namespace, name, it)
	}
	return selected(slices.Concat(x.named[name], x.open), namespace, name, it)
}

// selected is the method of that name for some entries, in any order.
func selected(all []selection, namespace, name string, it *krm.Item) outcome {
	result := annotationsUnseen
	unknown := name == "" || view.Templated(name)
	labels := it.Lookup("metadata", "labels")
	for _, s := range all {
		if s.namespace != "" && namespace != "" && s.namespace != namespace && !s.loose {
			continue
		}
		if unknown || s.loose {
			if s.useAnnotations || s.loose {
				return annotationsRead
			}
			continue
		}
		if matched, err := path.Match(s.pattern, name); err != nil || !matched {
			continue
		}
		fits := true
		for _, label := range s.labels {
			fits = fits && krm.Text(krm.Lookup(labels, label.Key.Value)) == label.Value.Value
		}
		switch {
		case !fits:
			continue
		case s.useAnnotations:
			return annotationsRead
		}
		result = annotationsDead
	}
	return result
}
