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
	Severity: krm.Error,
	Title:    "imageName must not have a tag behind it where the strategy does not read it",
	Doc: `Only semver and digest read what stands behind the colon. With newest-build and alphabetical it is ignored without a word: for
` + "`:main`" + ` any tag may be taken. Say by allowTags which tags may run, or take the strategy digest to follow one tag. Where allowTags is
set, the tag only misleads, and this is a warning.`,
	Upstream: []string{docsStrategies, issues + "1100"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		r.everyImage(func(ref *ref, im *image) {
			e := r.effect(ref, im)
			if im.parsed.Constraint == "" || len(im.problems) > 0 || e.strategy != imageupdater.NewestBuild && e.strategy != imageupdater.Alphabetical {
				return
			}
			p := rule.Problem{Path: im.path + ".imageName", At: im.name, Current: im.name.Value, Proposed: im.parsed.Name}
			p.Message = fmt.Sprintf("%q is not read with the strategy %s, and any tag may be taken: say by allowTags which, or use the strategy digest to follow this tag", ":"+im.parsed.Constraint, e.strategy)
			if e.allowTags != nil && e.allowTags.Value != "" {
				p.Severity = krm.Warning
				p.Message = fmt.Sprintf("%q is not read with the strategy %s, allowTags alone decides: write %q", ":"+im.parsed.Constraint, e.strategy, im.parsed.Name)
			} else {
				p.Proposed = nil // there are two remedies
			}
			problems = append(problems, p)
		})
		return problems
	},
	Bad: exampleRef + `    images:
    - alias: app
      imageName: ghcr.io/owner/app:main
      commonUpdateSettings: {updateStrategy: newest-build}
`,
	Good: exampleRef + `    images:
    - alias: app
      imageName: ghcr.io/owner/app
      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$'}
`,
}
