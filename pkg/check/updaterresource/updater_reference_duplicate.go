// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterReferenceDuplicate = &rule.Rule{
	ID:       "updater-reference-duplicate",
	Severity: krm.Error,
	Title:    "A namePattern must stand once in an ImageUpdater, and an alias once in its images",
	Doc: `The CustomResourceDefinition makes ` + "`namePattern`" + ` the key of applicationRefs and ` + "`alias`" + ` the key of images. The API server refuses
a resource in which one stands twice, even with different label selectors. Put both selections into one entry, or into two
ImageUpdaters that do not select the same Application.`,
	Upstream: []string{crd, "https://github.com/argoproj-labs/argocd-image-updater/pull/1186"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		report := func(path, what string, n *yaml.Node) {
			problems = append(problems, rule.Problem{
				Path: path, At: n, Current: n.Value,
				Message: fmt.Sprintf("%s %q must stand once: the API server refuses the resource", what, n.Value),
			})
		}
		patterns := map[string]bool{}
		for _, ref := range read(c, it).refs {
			if value, ok := text(ref.pattern); ok {
				if patterns[value] {
					report(ref.path+".namePattern", "namePattern", ref.pattern)
				}
				patterns[value] = true
			}
			aliases := map[string]bool{}
			for _, im := range ref.images {
				if value, ok := text(im.alias); ok {
					if aliases[value] {
						report(im.path+".alias", "alias", im.alias)
					}
					aliases[value] = true
				}
			}
		}
		return problems
	},
	Bad: exampleImage + `  - namePattern: app
    useAnnotations: true
`,
	Good: exampleImage + `  - namePattern: web
    useAnnotations: true
`,
}
