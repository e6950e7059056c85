// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var helmAndKustomizeNames = &rule.Rule{
	ID:       "helm-and-kustomize-names",
	Severity: krm.Error,
	Title:    "An image must not have names for Helm and for kustomize at once",
	Doc: `From v1 on an image with keys ` + "`helm.*`" + ` and ` + "`kustomize.image-name`" + ` is an error, for which the updater skips the whole
Application. Keep those of the tool that renders the source.`,
	Upstream:     []string{docsImages},
	ImageUpdater: rule.Range{From: rule.Minor{1, 1}},
	Kinds:        kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		var problems []rule.Problem
		for _, im := range s.images {
			kustomize, ok := s.own(im, updater.KeyKustomizeName)
			if !ok {
				continue
			}
			for _, name := range []string{updater.KeyHelmImageName, updater.KeyHelmImageTag, updater.KeyHelmImageSpec} {
				if _, ok := s.own(im, name); ok {
					problems = append(problems, s.keyProblem(kustomize, "%q must not stand beside \"%s.%s\": %s skips the Application; keep the one for the tool that renders it", kustomize.name, im.Alias, name, s.version))
					break
				}
			}
		}
		return problems
	}),
	Bad:    example("image-list: app=ghcr.io/owner/app", "app.update-strategy: newest-build", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.kustomize.image-name: app", "app.helm.image-tag: image.tag"),
	Good:   example("image-list: app=ghcr.io/owner/app", "app.update-strategy: newest-build", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.kustomize.image-name: app") + exampleImageUpdater,
	Also:   []string{"annotations-not-read"},
	Target: rule.Target{ImageUpdater: "v1.2"},
}
