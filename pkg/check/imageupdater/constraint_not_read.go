// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var constraintNotRead = &rule.Rule{
	ID:       "constraint-not-read",
	Severity: krm.Error,
	Title:    "A constraint in an image-list must belong to a strategy that reads it",
	Doc: `What stands behind the image and a colon is read by the strategies semver and digest only. With ` + "`latest`" + `,
` + "`newest-build`" + `, ` + "`name`" + ` and ` + "`alphabetical`" + ` it is ignored: for ` + "`app=ghcr.io/owner/app:main`" + ` any tag may be taken. Say by
` + "`allow-tags`" + ` which tags may run, or take the strategy digest to follow one tag. Where ` + "`allow-tags`" + ` is set the
constraint only misleads, and this is a warning.`,
	Upstream: []string{docsUpdate, issues + "1100"},
	Kinds:    kinds,
	Check: items(func(s *subject, it *krm.Item, im image) []rule.Problem {
		if im.Constraint == "" || im.unsure || im.nameless() || im.has(updater.TrapPort) {
			return nil
		}
		strategy, set := s.strategy(im)
		if strategy != updater.NewestBuild && strategy != updater.Alphabetical {
			return nil
		}
		p := s.itemProblem(it, im, "", "has the constraint %q, which the strategy %q does not read: any tag may be taken; say by allow-tags which, or use the strategy digest to follow this tag", im.Constraint, set.text())
		if filter, ok := s.effective(im, updater.KeyAllowTags); s.open || ok && filter.text() != "" && !filtersNothing(filter.text()) {
			p.Severity = krm.Warning
			p.Message = strings.Replace(p.Message, "any tag may be taken; say by allow-tags which, or", "allow-tags alone decides; remove it, or", 1)
		}
		return []rule.Problem{p}
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app:main", "app.update-strategy: latest"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Also: []string{"newest-build-without-allow-tags"},
}

func (im image) has(trap updater.Trap) bool {
	for _, p := range im.problems {
		if p.Trap == trap {
			return true
		}
	}
	return false
}
