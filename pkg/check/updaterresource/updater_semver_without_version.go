// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterSemverWithoutVersion = &rule.Rule{
	ID:       "updater-semver-without-version",
	Severity: krm.Error,
	Title:    "With the strategy semver allowTags must let versions through",
	Doc: `semver looks at tags that are versions (1.2.3, v1.2) and skips all others. Where allowTags lets only others through, such as
sha-0123abc, nothing is ever updated, and before v1.2 nothing is logged. The usual cause is that updateStrategy was left out, which
means semver. Say newest-build.`,
	Upstream: []string{docsStrategies, issues + "481"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		seen := map[*yaml.Node]bool{}
		r := read(c, it)
		r.everyImage(func(ref *ref, im *image) {
			e := r.effect(ref, im)
			value, ok := text(e.allowTags)
			if !ok || e.strategy != imageupdater.SemVer || e.lost != "" || seen[e.allowTags] || imageupdater.CheckAllowTags(value) != nil {
				return
			}
			seen[e.allowTags] = true
			if tags := imageupdater.ReadAllowTags(value); tags.AdmitsTag() && !tags.AdmitsVersion() {
				problems = append(problems, rule.Problem{
					Path: e.allowTagsIn.path + ".allowTags", At: e.allowTags, Current: value,
					Message: fmt.Sprintf("%q lets no version through, and the strategy is semver, which takes nothing else: set `updateStrategy: newest-build` beside it", value),
				})
			}
		})
		return problems
	},
	Bad:  exampleImage + "      commonUpdateSettings: {allowTags: 'regexp:^sha-[0-9a-f]{7}$'}\n",
	Good: exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$'}\n",
}
