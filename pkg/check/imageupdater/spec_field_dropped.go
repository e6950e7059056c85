// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strconv"
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
		w.field, w.path = append(make([]byte, 0, 128), "spec"...), append(make([]byte, 0, 128), "spec"...)
		w.walk(it.Lookup("spec"))
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
	// field is the dotted path of what is walked, without indexes, path the one with them. They grow and shrink with the walk:
	// hardly a field of thousands is reported.
	field, path []byte
}

// walk descends into n.
func (w *fieldWalk) walk(n *yaml.Node) {
	field, path := len(w.field), len(w.path)
	for _, pair := range view.Pairs(n) {
		if pair.Key.Kind != yaml.ScalarNode || pair.Value == nil || pair.Value.ShortTag() == "!!null" || pair.Key.Tag == "!!merge" || pair.Value.Kind != yaml.ScalarNode && len(pair.Value.Content) == 0 {
			continue
		}
		w.field = append(append(w.field[:field], '.'), pair.Key.Value...)
		w.path = append(append(w.path[:path], '.'), pair.Key.Value...)
		if w.isKnown() {
			w.walk(pair.Value)
		} else if below := string(w.field); w.readByArgoCD(below) { // a field of nobody is another mistake
			w.problems = append(w.problems, rule.Problem{Path: string(w.path), At: pair.Key,
				Message: fmt.Sprintf("Image Updater %s does not know %q and removes it from the live Application at the first update: use v0.14 or later, or the write-back-method git", w.version, below)})
		}
	}
	w.field = w.field[:field]
	for i, entry := range view.Entries(n) {
		w.path = append(strconv.AppendInt(append(w.path[:path], '['), int64(i), 10), ']')
		w.walk(entry)
	}
	w.path = w.path[:path]
}

// isKnown reports whether argo-cd v2.2.7 has the field that is walked.
func (w *fieldWalk) isKnown() bool {
	known, seen := w.known[string(w.field)]
	if !seen {
		known = argocd.KnownToV227(string(w.field))
		w.known[string(w.field)] = known
	}
	return known
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
