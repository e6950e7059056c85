// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterStrategyNotRepeated = &rule.Rule{
	ID:       "updater-strategy-not-repeated",
	Severity: krm.Error,
	Title:    "A commonUpdateSettings block must repeat the updateStrategy of the one outside it",
	Doc: `Up to v1.3 the CustomResourceDefinition writes ` + "`updateStrategy: semver`" + ` into every ` + "`commonUpdateSettings`" + ` that has none. A block that
sets only allowTags, for one image, so overrides the newest-build of the block outside it, and semver then finds nothing among tags such
as sha-0123abc. The file does not show it; the live resource does. Repeat the strategy in every block.`,
	Upstream: []string{"https://github.com/argoproj-labs/argocd-image-updater/pull/1782"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		seen := map[*yaml.Node]bool{}
		r := read(c, it)
		r.everyImage(func(ref *ref, im *image) {
			e := r.effect(ref, im)
			if e.lost == "" || seen[e.block.node] {
				return
			}
			seen[e.block.node] = true
			problems = append(problems, rule.Problem{
				Path: e.block.path, At: e.block.key,
				Message: fmt.Sprintf("must repeat `updateStrategy: %s` of the block outside it: up to v1.3 a block without one means semver", e.lost),
			})
		})
		return problems
	},
	Bad: exampleHead + `  commonUpdateSettings: {updateStrategy: newest-build}
  applicationRefs:
  - namePattern: app
    images:
    - alias: app
      imageName: ghcr.io/owner/app
      commonUpdateSettings: {allowTags: 'regexp:^sha-[0-9a-f]{7}$'}
`,
	Good: exampleHead + `  commonUpdateSettings: {updateStrategy: newest-build}
  applicationRefs:
  - namePattern: app
    images:
    - alias: app
      imageName: ghcr.io/owner/app
      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$'}
`,
}
