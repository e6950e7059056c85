// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterDigestWithoutTag = &rule.Rule{
	ID:       "updater-digest-without-tag",
	Severity: krm.Error,
	Title:    "With the strategy digest imageName must name the tag to follow",
	Doc: `The strategy digest follows one tag, which stands behind the image. Without one the updater logs an error every time and updates nothing.
A range such as ` + "`:^1.2`" + ` is taken for the name of a tag, which there is not.`,
	Upstream: []string{docsStrategies},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		r.everyImage(func(ref *ref, im *image) {
			if im.parsed.Name != "" && imageupdater.CheckTag(im.parsed.Constraint) != nil && len(im.problems) == 0 && r.effect(ref, im).strategy == imageupdater.Digest {
				problems = append(problems, rule.Problem{
					Path: im.path + ".imageName", At: im.name, Current: im.name.Value,
					Message: "must name the tag to follow, as in \"" + im.parsed.Name + ":latest\": the strategy is digest",
				})
			}
		})
		return problems
	},
	Bad: exampleImage + "      commonUpdateSettings: {updateStrategy: digest}\n",
	Good: exampleRef + `    images:
    - alias: app
      imageName: ghcr.io/owner/app:latest
      commonUpdateSettings: {updateStrategy: digest}
`,
}
