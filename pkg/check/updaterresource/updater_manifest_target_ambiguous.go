// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterManifestTargetAmbiguous = &rule.Rule{
	ID:       "updater-manifest-target-ambiguous",
	Severity: krm.Error,
	Title:    "manifestTargets must have exactly one of helm, kustomize and plugin",
	Doc: `The CustomResourceDefinition asks for exactly one, and the API server refuses the resource otherwise. Leave manifestTargets out
where the defaults are right.`,
	Upstream: []string{crd},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, ref := range read(c, it).refs {
			for _, im := range ref.images {
				targets := child(im.node, im.path, "manifestTargets")
				if targets.node == nil {
					continue
				}
				count := 0
				for _, name := range [...]string{"helm", "kustomize", "plugin"} {
					if n, _ := targets.field(name); n != nil && n.ShortTag() != "!!null" {
						count++
					}
				}
				// One that is misspelt is found as a field that is unknown.
				if count > 1 || count == 0 && len(targets.node.Content) == 0 {
					problems = append(problems, rule.Problem{
						Path: targets.path, At: targets.key,
						Message: "must have exactly one of helm, kustomize and plugin: the API server refuses the resource",
					})
				}
			}
		}
		return problems
	},
	Bad: exampleImage + `      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$'}
      manifestTargets:
        helm: {name: image.repository, tag: image.tag}
        kustomize: {name: app}
`,
	Good: exampleImage + `      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$'}
      manifestTargets:
        kustomize: {name: app}
`,
}
