// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterConstraintNotRead = &rule.Rule{
	ID:       "updater-constraint-not-read",
	Severity: krm.Warning,
	Title:    "imageName must not have a tag behind it where the strategy does not read it",
	Doc: `Only semver and digest read what stands behind the colon. With newest-build and alphabetical it is ignored without a word, so
it does not keep other tags out: allowTags does.`,
	Upstream: []string{docsStrategies, issues + "1100"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		r.everyImage(func(ref *ref, im *image) {
			strategy := r.effect(ref, im).strategy
			if im.parsed.Constraint == "" || len(im.problems) > 0 || strategy != imageupdater.NewestBuild && strategy != imageupdater.Alphabetical {
				return
			}
			problems = append(problems, rule.Problem{
				Path: im.path + ".imageName", At: im.name, Current: im.name.Value, Proposed: im.parsed.Name,
				Message: fmt.Sprintf("%q has no effect with the strategy %s: write %q, and choose tags by allowTags", ":"+im.parsed.Constraint, strategy, im.parsed.Name),
			})
		})
		return problems
	},
	Bad: exampleRef + `    images:
    - alias: app
      imageName: ghcr.io/owner/app:latest
      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$'}
`,
	Good: exampleRef + `    images:
    - alias: app
      imageName: ghcr.io/owner/app
      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$'}
`,
}
