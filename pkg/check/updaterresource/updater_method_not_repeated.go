// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterMethodNotRepeated = &rule.Rule{
	ID:       "updater-method-not-repeated",
	Severity: krm.Error,
	Title:    "A writeBackConfig of one entry must repeat the method git",
	Doc: `Up to v1.2 the CustomResourceDefinition writes ` + "`method: argocd`" + ` into every ` + "`writeBackConfig`" + ` that has none. A block that sets only a
branch or a target, for one entry of applicationRefs, so turns the method git of the whole ImageUpdater into argocd: the updater writes
into the live Application, where the next sync may take it back, and commits nothing. Repeat the method.

It is a warning where nobody names a version; v1.3 inherits the method.`,
	Upstream: []string{"https://github.com/argoproj-labs/argocd-image-updater/pull/1647"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		inherits, _ := r.from(3)
		outer, _ := r.writeBack.field("method")
		if value, ok := text(outer); inherits || !ok || value == imageupdater.MethodArgoCD {
			return nil
		}
		for _, ref := range r.refs {
			if own, _ := ref.writeBack.field("method"); ref.writeBack.node == nil || own != nil || ref.annotations != nil || view.Misspelt(ref.writeBack.node, "method") {
				continue
			}
			p := rule.Problem{
				Path: ref.writeBack.path, At: ref.writeBack.key,
				Message: "must repeat `method: " + outer.Value + "` of spec.writeBackConfig: up to v1.2 a block without one means argocd",
			}
			if r.assumed {
				p.Severity = krm.Warning
			}
			problems = append(problems, p)
		}
		return problems
	},
	Target: rule.Target{ImageUpdater: "v1.2"},
	Bad: exampleHead + "  writeBackConfig: {method: git}\n" + refsOnly + `    writeBackConfig:
      gitConfig: {branch: main}
`,
	Good: exampleHead + "  writeBackConfig: {method: git}\n" + refsOnly + `    writeBackConfig:
      method: git
      gitConfig: {branch: main}
`,
}
