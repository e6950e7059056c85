// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"go.yaml.in/yaml/v3"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var emptySettingMasks = &rule.Rule{
	ID:       "empty-setting-masks",
	Severity: krm.Warning,
	Title:    "An empty annotation of one image should not hide that of the Application",
	Doc: `Before v1 a key of one image counts where it stands, whatever it holds: an empty ` + "`<alias>.allow-tags`" + ` hides the
` + "`allow-tags`" + ` of the Application and lets every tag through. Remove the empty one, or write what you mean.`,
	Upstream:     []string{docsImages},
	ImageUpdater: rule.Range{Before: rule.Minor{1, 0}},
	Kinds:        kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		var problems []rule.Problem
		for _, name := range []string{updater.KeyUpdateStrategy, updater.KeyAllowTags, updater.KeyIgnoreTags, updater.KeyPullSecret, updater.KeyForceUpdate} {
			wide, ok := s.wide(name)
			if !ok || wide.text() == "" {
				continue
			}
			for _, im := range s.images {
				if own, ok := s.own(im, name); ok && own.value.Kind == yaml.ScalarNode && own.text() == "" {
					problems = append(problems, s.problem(own, "%q is empty and hides %q of the Application for this image: remove it, or write what it should be", own.name, name))
				}
			}
		}
		return problems
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.allow-tags: ''", "app.ignore-tags: latest"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}
