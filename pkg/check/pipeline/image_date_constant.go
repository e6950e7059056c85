// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageDateConstant = &rule.Rule{
	ID:       "image-date-constant",
	Severity: krm.Error,
	Title:    "Images that newest-build orders must not all have the same date",
	Doc: `The build sets SOURCE_DATE_EPOCH to a number, so that every image says that it was made at that second. Of tags with one date Image
Updater takes the last by name: with tags of commits that is any of them, and the cluster goes back and forth between old and new ones, or
stays where it is. Take the time of the commit, which grows with each: ` + "`git show -s --format=%ct HEAD`" + ` in an earlier step, or leave it out.

It looks at steps of docker/build-push-action in the workflows of the repository, where that is at hand; functions see none. What ko, jib,
Bazel and buildpacks set by themselves it does not see; ` + "`fairlead images`" + ` does, in the registry.`,
	Upstream: []string{
		"https://docs.docker.com/build/ci/github-actions/reproducible-builds/", "https://github.com/argoproj-labs/argocd-image-updater/issues/311",
		"https://argocd-image-updater.readthedocs.io/en/stable/basics/update-strategies/",
	},
	Kinds: followers,
	Check: each(func(f *followed, j *judgement) []rule.Problem {
		if f.strategy != imageupdater.NewestBuild {
			return nil
		}
		for _, p := range j.taken {
			if p.Created == "" {
				return nil // it is another each time, or nobody knows
			}
		}
		if len(j.taken) == 0 {
			return nil
		}
		p := j.taken[0]
		return []rule.Problem{f.problem("", "newest-build takes the newest of the tags, and all are built with SOURCE_DATE_EPOCH=%s (%s): the last by name is taken", p.Created, p.Place)}
	}),
	Bad:  exampleProject + strings.Replace(exampleWorkflow, "      - uses: docker/build-push", "      - env: {SOURCE_DATE_EPOCH: 0}\n        uses: docker/build-push", 1),
	Good: exampleProject + strings.Replace(exampleWorkflow, "      - uses: docker/build-push", "      - env: {SOURCE_DATE_EPOCH: '${{ steps.date.outputs.commit }}'}\n        uses: docker/build-push", 1),
}
