// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterGitConfigUnused = &rule.Rule{
	ID:       "updater-git-config-unused",
	Severity: krm.Warning,
	Title:    "gitConfig must stand beside the method git",
	Doc: `The method is argocd where none is given: the updater writes into the live Application, ignores ` + "`gitConfig`" + ` and commits nothing.
Set the method to git, or remove gitConfig.`,
	Upstream: []string{docsMethods},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		report := func(b block) {
			if git := child(b.node, b.path, "gitConfig"); git.node != nil && len(git.node.Content) > 0 {
				problems = append(problems, rule.Problem{
					Path: git.path, At: git.key, Message: "is ignored: the method is argocd; set `method: git` beside it, or remove it",
				})
			}
		}
		everywhere := len(r.refs) > 0
		for i := range r.refs {
			ref := &r.refs[i]
			unused := ref.annotations == nil && r.always(ref, imageupdater.MethodArgoCD)
			outer, _ := r.writeBack.field("method")
			// Where the method was lost on the way, that is what is wrong.
			if own, _ := ref.writeBack.field("method"); unused && (own != nil || outer == nil || outer.Value == imageupdater.MethodArgoCD) {
				report(ref.writeBack)
			}
			everywhere = everywhere && unused
		}
		if everywhere {
			report(r.writeBack)
		}
		return problems
	},
	Bad: exampleHead + `  writeBackConfig:
    gitConfig: {branch: main}
` + refsOnly,
	Good: exampleHead + `  writeBackConfig:
    method: git
    gitConfig: {branch: main}
` + refsOnly,
}
