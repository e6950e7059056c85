// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

const foreignTagTakenID = "foreign-tag-taken"

var foreignTagTaken = &rule.Rule{
	ID:       foreignTagTakenID,
	Severity: krm.Error,
	Title:    "What pull requests and other branches push must not be taken by allow-tags",
	Doc: `The workflow pushes from a pull request, or from a branch that is not delivered, a tag that the filter takes. ` + "`sha-<commit>`" + ` says
nothing of the branch, and newest-build takes what was built last: code that nobody merged runs on the cluster, until the next build of the
release branch. Push from the release branch only (` + "`push: ${{ github.ref == 'refs/heads/main' }}`" + `), or give other builds a prefix that the
filter does not take. Where it takes a branch of a certain name that nobody may ever make, such as one that is called ` + "`sha-0123abc`" + `, it is a
warning. The branch that is delivered is ` + "`spec.ci.branch`" + ` of the Project, or the Application's targetRevision.

It looks at workflows in ` + "`.github/workflows`" + ` of the repository, where that is at hand; functions see none.`,
	Upstream: []string{
		"https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request", upstreamFilters,
	},
	Kinds: followers,
	Check: each(func(f *followed, j *judgement) []rule.Problem {
		if j.foreign == nil {
			return nil
		}
		e := j.foreign
		if e.push.Chosen {
			return []rule.Problem{f.problem(krm.Warning, "%s takes %q, which %s of such a name pushes as %s at %s: it would run on the cluster without a merge to %s",
				f.filter(), e.tag, e.push.Event, e.push.Text, e.push.Place, f.branch)}
		}
		return []rule.Problem{f.problem("", "%s takes %q, which %s pushes as %s at %s: it would run on the cluster without a merge to %s",
			f.filter(), e.tag, e.push.Event, e.push.Text, e.push.Place, f.branch)}
	}),
	Bad:  exampleProject + strings.Replace(exampleWorkflow, "[main]}}", "[main]}, pull_request: {branches: [main]}}", 1),
	Good: exampleProject + exampleWorkflow,
}
