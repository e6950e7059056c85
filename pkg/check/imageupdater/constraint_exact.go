// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var constraintExact = &rule.Rule{
	ID:       "constraint-exact",
	Severity: krm.Warning,
	Title:    "The constraint of a semver image should leave room for an update",
	Doc: `A full version is a constraint too: ` + "`app=ghcr.io/owner/app:2.20.14`" + ` means exactly that version, so the image is
followed and never updated. Write a range such as ` + "`^2.20`" + ` or ` + "`2.20.x`" + `, or remove the image from the list.`,
	Upstream: []string{docsUpdate},
	Kinds:    kinds,
	Check: items(func(s *subject, it *krm.Item, im image) []rule.Problem {
		if im.unsure || im.nameless() || len(im.problems) > 0 || !updater.ConstraintIsExact(im.Constraint) {
			return nil
		}
		strategy, set := s.strategy(im)
		if strategy != updater.SemVer || set.key == nil && s.open {
			return nil
		}
		return []rule.Problem{s.itemProblem(it, im, "", "has the constraint %q, which means exactly this version: the image is never updated; write a range such as \"^1.2\" or \"1.2.x\"", im.Constraint)}
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app:2.20.14"),
	Good: example("image-list: app=ghcr.io/owner/app:2.20.x"),
}
