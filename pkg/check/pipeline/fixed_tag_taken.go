// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

const fixedTagTakenID = "fixed-tag-taken"

var fixedTagTaken = &rule.Rule{
	ID:       fixedTagTakenID,
	Severity: krm.Warning,
	Title:    "A tag that has the same name at each push must not be taken by allow-tags",
	Doc: `The workflow pushes ` + "`latest`" + `, the name of the branch, or a cache, and the filter takes it. It is one image with the tag of the commit,
so both have one date, and of tags with one date the last by name wins. Where that is the fixed one, which is an error, Image Updater sets it
once: its name never changes again, and nothing is ever rolled out. Where it is not, it works by luck. Let the filter take the tags of commits
only, as in ` + "`regexp:^sha-[0-9a-f]{7}$`" + `.

It looks at workflows in ` + "`.github/workflows`" + ` of the repository, where that is at hand; functions see none.`,
	Upstream: []string{
		"https://github.com/argoproj-labs/argocd-image-updater/issues/147", "https://argocd-image-updater.readthedocs.io/en/stable/basics/update-strategies/",
	},
	Kinds: followers,
	Check: each(func(f *followed, j *judgement) []rule.Problem {
		var problems []rule.Problem
		for _, e := range j.fixed {
			if e.wins {
				problems = append(problems, f.problem(krm.Error, "%s takes %q, which has the same name at each push (%s at %s) and wins over the tags beside it: "+
					"nothing is rolled out any more", f.filter(), e.tag, e.push.Text, e.push.Place))
				continue
			}
			problems = append(problems, f.problem("", "%s takes %q, which has the same name at each push (%s at %s)",
				f.filter(), e.tag, e.push.Text, e.push.Place))
		}
		return problems
	}),
	Bad:  exampleProject + "      allowTags: regexp:^(sha-[0-9a-f]{7}|main)$\n" + strings.Replace(exampleWorkflow, "tags: type=sha", "tags: |\n            type=sha\n            type=ref,event=branch", 1),
	Good: exampleProject + "      allowTags: regexp:^sha-[0-9a-f]{7}$\n" + strings.Replace(exampleWorkflow, "tags: type=sha", "tags: |\n            type=sha\n            type=ref,event=branch", 1),
}
