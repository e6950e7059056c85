// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// readerOfAnnotations has Image Updater read the annotations of Applications.
const readerOfAnnotations = `
apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata:
  name: %s
  namespace: %s
spec:
  applicationRefs:
%s`

// baseWatched is a base Application that follows images, or an ApplicationSet of such ones, written in one of the ways in which
// people do. One image has an alias and follows the newest build.
func (s *Set) baseWatched() string {
	var lines []string
	images := s.baseImages()
	for _, line := range images {
		lines = append(lines, imageupdater.Prefix+"/"+line)
	}
	block := func(indent string) string {
		return indent + "annotations:\n" + indent + "  " + strings.ReplaceAll(strings.Join(lines, "\n"), "\n", "\n"+indent+"  ") + "\n"
	}
	if s.Intn(5) == 0 {
		set := strings.Replace(baseSet, "    spec:\n", block("      ")+"    spec:\n", 1)
		if s.Intn(2) == 0 {
			// What the updater writes to Git, the ApplicationSet cannot undo.
			method := imageupdater.Prefix + "/" + imageupdater.KeyWriteBackMethod + ": "
			if strings.Contains(set, method) {
				return strings.Replace(set, method+"argocd", method+"git", 1)
			}
			return strings.Replace(set, "      annotations:\n", "      annotations:\n        "+method+"git\n", 1)
		}
		return strings.Replace(set, "  generators:\n", "  ignoreApplicationDifferences:\n  - jsonPointers: [/spec/source/kustomize/images, /spec/source/helm/parameters]\n  generators:\n", 1)
	}
	text := strings.Replace(baseApplication, "spec:\n", block("  ")+"spec:\n", 1)
	switch source := "  source:\n    repoURL: https://github.com/planted/planted\n    targetRevision: main # the branch\n    path: deploy\n"; s.Intn(8) {
	case 0:
		text = strings.Replace(text, source, source+"    kustomize: {namePrefix: planted-}\n", 1)
	case 1:
		text = strings.Replace(text, source, source+"    helm:\n      valueFiles: [values.yaml]\n", 1)
	case 2:
		if s.ImageUpdater.AtLeast(0, 13) {
			text = strings.Replace(text, source, "  sources:\n  - {repoURL: 'https://github.com/planted/planted', path: deploy, targetRevision: main, kustomize: {namePrefix: p-}}\n"+
				"  - repoURL: https://github.com/planted/more\n    path: more\n    targetRevision: v1\n", 1)
		}
	}
	return text
}

// baseImages are the annotations of baseWatched, without the prefix.
func (s *Set) baseImages() []string {
	items := []string{"planted=ghcr.io/planted/planted"}
	settings := []string{"planted.update-strategy: " + s.newest(), "planted.allow-tags: regexp:^sha-[0-9a-f]{7}$", "planted.platforms: linux/arm64", "write-back-method: argocd"}
	switch s.Intn(5) {
	case 0:
		settings = settings[:3]
	case 1: // what counts for all images
		settings = []string{"update-strategy: " + Pick(s, s.newest(), strings.ToUpper(s.newest())), "allow-tags: regexp:^(sha-[0-9a-f]{7}|v[0-9.]+)$", "planted.force-update: 'true'"}
	}
	wide := strings.HasPrefix(settings[0], "update-strategy")
	if s.Intn(2) == 0 {
		items = append(items, "web=ghcr.io/planted/web"+Pick(s, "", ":^1.2"))
		settings = append(settings, Pick(s, "web.ignore-tags: 'pr-*, main'", "web.pull-secret: env:GHCR", "web.helm.image-tag: web.tag"))
		if wide || s.Intn(2) == 0 {
			settings = append(settings, "web.update-strategy: semver")
		}
	}
	if s.Intn(2) == 0 {
		items = append(items, Pick(s, s.longerName(), "api.v2=ghcr.io/planted/api:main"))
		alias, _, _ := strings.Cut(items[len(items)-1], "=")
		strategy := s.newest()
		if alias == "api.v2" {
			strategy = imageupdater.Digest
		}
		settings = append(settings, alias+".update-strategy: "+strategy, alias+".allow-tags: any", alias+".kustomize.image-name: api")
	}
	if s.Intn(4) == 0 {
		items = append(items, "ghcr.io/planted/unnamed")
	}
	s.Shuffle(len(items), func(i, k int) { items[i], items[k] = items[k], items[i] })
	s.Shuffle(len(settings), func(i, k int) { settings[i], settings[k] = settings[k], settings[i] })
	list := Pick(s,
		strings.Join(items, ","),
		strings.Join(items, ", "),
		"'"+strings.Join(items, ", ")+"' # what is followed",
		"|\n  "+strings.Join(items, ",\n  "),
		"|-\n  "+strings.Join(items, ",\n  "),
		">-\n  "+strings.Join(items, ",\n  "))
	return slices.Insert(settings, s.Intn(len(settings)+1), "image-list: "+list)
}

// longerName is an item whose text and name hold those of another one, where the version can tell such images apart.
func (s *Set) longerName() string {
	if s.ImageUpdater.AtLeast(0, 16) {
		return "my-planted=ghcr.io/planted/planted-api"
	}
	return "my-planted=ghcr.io/planted/api"
}
