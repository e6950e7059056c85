// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageUpdaterPrefixMisspelt = &rule.Rule{
	ID:       "image-updater-prefix-misspelt",
	Severity: krm.Error,
	Title:    "The prefix of an annotation of Image Updater must be argocd-image-updater.argoproj.io",
	Doc:      `With another prefix the annotation is anybody's, and the updater never reads it. Nothing says so.`,
	Upstream: []string{docsImages},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		base, annotations := "metadata.annotations", it.Lookup("metadata", "annotations")
		if it.Kind == argocd.KindApplicationSet {
			base, annotations = "spec.template.metadata.annotations", it.Lookup("spec", "template", "metadata", "annotations")
		}
		var problems []rule.Problem
		for _, pair := range view.Pairs(annotations) {
			key := pair.Key.Value
			if strings.HasPrefix(key, updater.Prefix+"/") || view.Templated(key) {
				continue
			}
			name, ok := misspeltPrefix(key)
			if !ok {
				continue
			}
			meant := updater.Prefix + "/" + name
			p := rule.Problem{Path: base + "[" + key + "]", At: pair.Key, Current: key,
				Message: fmt.Sprintf("%q is never read: the prefix of Image Updater is %q; write %q", key, updater.Prefix, meant)}
			if krm.Lookup(annotations, meant) == nil {
				p.Proposed = meant
			}
			problems = append(problems, p)
		}
		return problems
	},
	Bad:  exampleOther("argocd-image-updater.argoproj.com/app.force-update: 'true'"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.force-update: 'true'"),
}

// exampleOther is an example with one annotation more, whose key is written out.
func exampleOther(annotation string) string {
	text := example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$")
	return strings.Replace(text, "\nspec:", "\n    "+annotation+"\nspec:", 1)
}

// misspeltPrefix returns the part behind the prefix of a key that was to be the updater's.
func misspeltPrefix(key string) (name string, ok bool) {
	if rest, ok := strings.CutPrefix(key, updater.Prefix); ok {
		if name = strings.TrimLeft(rest, ".:-_/"); updater.IsKey(name) {
			return name, true
		}
	}
	prefix, name, ok := strings.Cut(key, "/")
	if !ok || !updater.IsKey(name) {
		return "", false
	}
	if prefix+"/" == argocd.AnnotationPrefix {
		return name, true
	}
	if _, near := nearest.Name(prefix, []string{updater.Prefix}); near {
		return name, true
	}
	return name, strings.Contains(prefix, "image-updater") && strings.Contains(prefix, "argo")
}

// knownName reports whether a name is a key that the updater reads, for whatever alias.
func knownName(v updater.Version, name string) bool { return v.HasKey(name) }
