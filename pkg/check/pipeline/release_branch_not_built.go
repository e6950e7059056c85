// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

var releaseBranchNotBuilt = &rule.Rule{
	ID:       "release-branch-not-built",
	Severity: krm.Warning,
	Title:    "The workflow should push the image from the branch that is delivered",
	Doc: `Workflows push the image from pull requests or other branches, and none from the branch that is delivered, by a Git tag, by the clock or by
hand. What is merged is never built, and the cluster stays at what somebody pushed once. Add the branch to ` + "`on.push.branches`" + `, or name the
one that is delivered: ` + "`spec.ci.branch`" + ` of the Project, or the Application's targetRevision.

It looks at workflows in ` + "`.github/workflows`" + ` of the repository, where that is at hand; functions see none.`,
	Upstream: []string{"https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore"},
	Kinds:    followers,
	Check: each(func(f *followed, j *judgement) []rule.Problem {
		if j.scheme == nil || j.foreign != nil || j.notTaken != nil {
			return nil
		}
		var elsewhere *tagscheme.Push
		for i, p := range j.scheme.Pushes {
			switch {
			case p.Doubt != nil:
				return nil
			case p.Cache:
			case p.Event != tagscheme.Branch && p.Event != tagscheme.PullRequest:
				return nil
			case elsewhere == nil:
				elsewhere = &j.scheme.Pushes[i]
			}
		}
		if elsewhere == nil {
			return nil
		}
		return []rule.Problem{f.problem("", "no workflow pushes %s from branch %s: %s does at %s", f.name, f.branch, elsewhere.Event, elsewhere.Place)}
	}),
	Bad:  exampleProject + strings.NewReplacer("[main]", "[develop]", "type=sha", "type=ref,event=branch").Replace(exampleWorkflow),
	Good: exampleProject + exampleWorkflow,
}
