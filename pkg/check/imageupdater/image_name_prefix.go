// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageNamePrefix = &rule.Rule{
	ID:       "image-name-prefix",
	Severity: krm.Error,
	Title:    "No image of an image-list must begin with the name of another one before v0.16",
	Doc: `Argo CD's types that the updater is built with take two kustomize images for one where the name of one begins with
that of the other: ghcr.io/owner/app and ghcr.io/owner/app-web. One of the two is written over the other. A registry
with a port is cut at its colon, so all its images are one. Use v0.16 or later, or give the images names for kustomize
of which none begins with another. It is a warning where nothing says that kustomize renders the source.`,
	Upstream:     []string{"https://github.com/argoproj/argo-cd/issues/12574", issues + "1044"},
	ImageUpdater: rule.Range{Before: rule.Minor{0, 16}},
	Kinds:        kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := subjectOf(c, it)
		if s == nil || !s.collides() {
			return nil
		}
		var problems []rule.Problem
		for i, im := range s.images {
			for k, other := range s.images {
				if i == k || im.Name == "" || other.Name == "" || im.hidden || other.hidden || len(im.problems)+len(other.problems) > 0 {
					continue
				}
				entry, cut := s.kustomizeEntry(im)
				_, prefix := s.kustomizeEntry(other)
				if !strings.HasPrefix(entry, prefix) || cut == prefix && i < k {
					continue
				}
				p := s.itemProblem(it, im, "", "begins with %q, by which Image Updater %s knows item %d: one is written over the other; use v0.16 or later", prefix, s.version, other.index+1)
				if !s.kustomized() {
					p.Severity = krm.Warning
				}
				problems = append(problems, p)
				break
			}
		}
		return problems
	},
	Bad:  example("image-list: 'app=ghcr.io/owner/app,web=ghcr.io/owner/app-web'", "update-strategy: latest", "allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: 'app=ghcr.io/owner/app,web=ghcr.io/owner/web'", "update-strategy: latest", "allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}

// collides reports whether images are merged into the list of an Application's kustomize images at all.
func (s *subject) collides() bool {
	if len(s.images) < 2 {
		return false
	}
	for _, source := range s.spec.Sources() {
		if krm.Lookup(source.Node, "helm") != nil || krm.Lookup(source.Node, "chart") != nil {
			return false
		}
	}
	for _, set := range s.settings {
		if strings.Contains(set.name, ".helm.image-") {
			return false
		}
	}
	// A kustomization in Git is edited by kustomize, which compares whole names.
	_, target := s.wide(updater.KeyWriteBackTarget)
	return !target
}

// kustomized reports whether something says that kustomize renders the source.
func (s *subject) kustomized() bool {
	for _, source := range s.spec.Sources() {
		if krm.Lookup(source.Node, "kustomize") != nil {
			return true
		}
	}
	for _, im := range s.images {
		if _, ok := s.own(im, updater.KeyKustomizeName); ok {
			return true
		}
	}
	return false
}

// kustomizeEntry returns the image as it is written for kustomize, and the part by which it is found again.
func (s *subject) kustomizeEntry(im image) (entry, prefix string) {
	if set, ok := s.own(im, updater.KeyKustomizeName); ok && set.text() != "" {
		return set.text() + "=" + im.Name, set.text()
	}
	entry = im.Name + ":"
	prefix, _, _ = strings.Cut(entry, ":")
	return entry, prefix
}
