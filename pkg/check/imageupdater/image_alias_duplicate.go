// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageAliasDuplicate = &rule.Rule{
	ID:       "image-alias-duplicate",
	Severity: krm.Warning,
	Title:    "Two images of an image-list should not have one alias",
	Doc: `The keys of an alias count for every image that has it. Where they name a parameter of Helm or an image of kustomize,
both images are written to the same place, one over the other, and that is an error. Give each image its own alias.`,
	Upstream: []string{docsImages},
	Kinds:    kinds,
	Check: items(func(s *subject, it *krm.Item, im image) []rule.Problem {
		if !im.has(updater.TrapDuplicate) {
			return nil
		}
		p := s.itemProblem(it, im, "", "has the alias %q of an item before it, and both share all settings: give it another one", im.Alias)
		for _, name := range []string{updater.KeyHelmImageName, updater.KeyHelmImageTag, updater.KeyHelmImageSpec, updater.KeyKustomizeName} {
			if _, ok := s.own(im, name); ok {
				p.Severity = krm.Error
			}
		}
		return []rule.Problem{p}
	}),
	Bad:  example("image-list: 'app=ghcr.io/owner/app,app=ghcr.io/owner/web'", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: 'app=ghcr.io/owner/app,web=ghcr.io/owner/other'", "update-strategy: latest", "allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}
