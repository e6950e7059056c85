// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var constraintNotSemver = &rule.Rule{
	ID:       "constraint-not-semver",
	Severity: krm.Error,
	Title:    "The constraint of a semver image must be a range of versions",
	Doc: `Behind the image and a colon the strategy semver, which is also the default, expects a range such as ` + "`^1.2`" + `, ` + "`~1.2`" + ` or
` + "`1.x`" + `. A tag such as ` + "`latest`" + ` or ` + "`main`" + ` is an "improper constraint": an error in the log every time, and no update. To
follow one tag use the strategy digest.`,
	Upstream: []string{docsUpdate},
	Kinds:    kinds,
	Check: items(func(s *subject, it *krm.Item, im image) []rule.Problem {
		if im.Constraint == "" || im.unsure || im.nameless() || im.has(updater.TrapPort) || im.has(updater.TrapDigest) {
			return nil
		}
		strategy, set := s.strategy(im)
		if strategy != updater.SemVer || set.key == nil && s.open {
			return nil
		}
		err := updater.CheckConstraint(im.Constraint)
		if err == nil {
			return nil
		}
		hint := "to follow one tag, give it the update-strategy \"digest\""
		if set.key == nil {
			hint = "semver is the default strategy; " + hint
		}
		return []rule.Problem{s.itemProblem(it, im, "", "is never updated: %s; %s", err, hint)}
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app:main"),
	Good: example("image-list: app=ghcr.io/owner/app:^1.2"),
}
