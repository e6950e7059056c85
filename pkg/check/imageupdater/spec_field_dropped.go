// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/schema"
)

var specFieldDropped = &rule.Rule{
	ID:       "spec-field-dropped",
	Severity: krm.Error,
	Title:    "An Application must have no field newer than Image Updater where that writes to it",
	Doc: `With the method argocd Image Updater v0.12 writes the whole spec of the live Application, by the types of Argo CD
v2.2.7. Every field that is newer disappears from the live Application at the first update: patches and components of
kustomize, valuesObject of Helm, managedNamespaceMetadata, managedFieldsManagers, ` + "`automated.enabled: false`" + `. Use
v0.14 or later, or write back to git.`,
	Upstream:     []string{issues + "554", "https://github.com/argoproj/argo-cd/issues/14591"},
	ImageUpdater: rule.Range{Before: rule.Minor{0, 13}},
	Kinds:        []rule.Kind{view.Application},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := subjectOf(c, it)
		if s == nil || len(s.images) == 0 {
			return nil
		}
		if sources, _ := s.spec.Field("sources"); len(view.Entries(sources)) > 0 {
			return nil // skipped, so never written
		}
		if method, known := s.writeBack(); !known || method.Method != updater.MethodArgoCD {
			return nil
		}
		w := fieldWalk{argoCD: c.ArgoCD.String(), version: s.version, known: rule.Memo(c, knownFieldsKey{}, func() map[string]bool { return map[string]bool{} })}
		w.walk(it.Lookup("spec"), "spec", "spec")
		return w.problems
	},
	Bad:  exampleWith(exampleNewFields, "image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}

const exampleNewFields = `spec:
  project: app
  source:
    repoURL: https://github.com/owner/app
    path: deploy
    targetRevision: main
    kustomize: {namespace: app}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy:
    automated: {prune: true, selfHeal: true}
`

type knownFieldsKey struct{}

// fieldWalk looks for fields that argo-cd v2.2.7 does not have. known holds what was looked up for other Applications.
type fieldWalk struct {
	argoCD   string
	version  updater.Version
	known    map[string]bool
	problems []rule.Problem
}

// walk descends into n. field is its dotted path without indexes, path the one with them.
func (w *fieldWalk) walk(n *yaml.Node, field, path string) {
	for _, pair := range view.Pairs(n) {
		if pair.Key.Kind != yaml.ScalarNode || pair.Value == nil || pair.Value.ShortTag() == "!!null" || pair.Key.Tag == "!!merge" || pair.Value.Kind != yaml.ScalarNode && len(pair.Value.Content) == 0 {
			continue
		}
		below := field + "." + pair.Key.Value
		known, seen := w.known[below]
		if !seen {
			known = argocd.KnownToV227(below)
			w.known[below] = known
		}
		if !known {
			if !w.readByArgoCD(below) {
				continue // a field of nobody is another mistake
			}
			w.problems = append(w.problems, rule.Problem{Path: path + "." + pair.Key.Value, At: pair.Key,
				Message: fmt.Sprintf("Image Updater %s does not know %q and removes it from the live Application at the first update: use v0.14 or later, or the write-back-method git", w.version, below)})
			continue
		}
		w.walk(pair.Value, below, path+"."+pair.Key.Value)
	}
	for i, entry := range view.Entries(n) {
		w.walk(entry, field, view.At(path, i))
	}
}

// readByArgoCD reports whether the version of Argo CD knows a field.
func (w *fieldWalk) readByArgoCD(field string) bool {
	n, err := schema.Load(argocd.KindApplication, w.argoCD)
	if err != nil {
		return true
	}
	for name := range strings.SplitSeq(field, ".") {
		for n.Type == schema.List {
			n = n.Elem
		}
		if n = n.Lookup(name); n == nil {
			return false
		}
	}
	return true
}
