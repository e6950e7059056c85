// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterConstraintNotValid = &rule.Rule{
	ID:       "updater-constraint-not-valid",
	Severity: krm.Error,
	Title:    "What stands behind imageName must be a range of versions where the strategy is semver",
	Doc: `With semver, the default, the text behind the colon is no tag but a range of versions. ` + "`:latest`" + ` is none: the updater logs an
error every time and follows nothing. Write a range such as ` + "`:^1.2`, `:~1.2` or `:1.x`" + `, or no colon; for another kind of tag, choose
another strategy.`,
	Upstream: []string{docsStrategies, docsImages},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		r.everyImage(func(ref *ref, im *image) {
			constraint := im.parsed.Constraint
			e := r.effect(ref, im)
			if constraint == "" || len(im.problems) > 0 || e.strategy != imageupdater.SemVer || e.lost != "" {
				return
			}
			if err := imageupdater.CheckConstraint(constraint); err != nil {
				problems = append(problems, rule.Problem{Path: im.path + ".imageName", At: im.name, Current: im.name.Value, Message: err.Error()})
			}
		})
		return problems
	},
	Bad: exampleRef + `    images:
    - alias: app
      imageName: ghcr.io/owner/app:latest
`,
	Good: exampleRef + `    images:
    - alias: app
      imageName: ghcr.io/owner/app:^1.2
`,
}
