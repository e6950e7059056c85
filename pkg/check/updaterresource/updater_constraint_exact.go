// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterConstraintExact = &rule.Rule{
	ID:       "updater-constraint-exact",
	Severity: krm.Warning,
	Title:    "What stands behind imageName should leave room for an update where the strategy is semver",
	Doc: `With semver, the default, the text behind the colon is a range of versions, and ` + "`:1.2.3`" + ` is the range of that one version: the image
is held there and never updated, and nothing is logged. Upstream's samples show it so. Write a range such as ` + "`:^1.2`, `:~1.2` or `:1.x`" + `,
or no colon.`,
	Upstream: []string{docsStrategies, docsImages},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		r.everyImage(func(ref *ref, im *image) {
			constraint := im.parsed.Constraint
			e := r.effect(ref, im)
			if len(im.problems) > 0 || e.strategy != imageupdater.SemVer || e.lost != "" || !imageupdater.ConstraintIsExact(constraint) {
				return
			}
			problems = append(problems, rule.Problem{
				Path: im.path + ".imageName", At: im.name, Current: im.name.Value,
				Message: fmt.Sprintf("constraint %q is that one version, so the image is never updated: write a range such as %q", constraint, "^"+constraint),
			})
		})
		return problems
	},
	Bad: exampleRef + `    images:
    - alias: app
      imageName: ghcr.io/owner/app:1.2.3
`,
	Good: exampleRef + `    images:
    - alias: app
      imageName: ghcr.io/owner/app:^1.2
`,
}
