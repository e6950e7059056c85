// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

var imageWithoutPlatform = &rule.Rule{
	ID:       "image-without-platform",
	Severity: krm.Error,
	Title:    "The workflow must build the image for what the nodes run",
	Doc: `Without ` + "`platforms`" + `, docker/build-push-action builds for the runner, which is amd64. Image Updater leaves out a tag that is built for
none of the platforms of the image, which are those of the cluster, and says so at log level debug only; a node that gets it nevertheless
cannot start it ("exec format error"). Where only some of the platforms are missing, it depends on the node, which is a warning. List them:
` + "`platforms: linux/amd64,linux/arm64`" + `, with docker/setup-qemu-action or a runner of that kind.

It looks at steps of docker/build-push-action in the workflows of the repository, where that is at hand; functions see none.`,
	Upstream: []string{
		"https://docs.docker.com/build/ci/github-actions/multi-platform/", "https://argocd-image-updater.readthedocs.io/en/stable/basics/update-strategies/",
	},
	Kinds: followers,
	Check: each(func(f *followed, j *judgement) []rule.Problem {
		if len(f.platforms) == 0 {
			return nil
		}
		push, missing := j.missingPlatforms()
		if len(missing) == 0 {
			return nil
		}
		severity := krm.Warning
		if len(missing) == len(f.platforms) {
			severity = krm.Error
		}
		return []rule.Problem{f.problem(severity, "the nodes run %s, and %s builds %s for %s only (%s)", strings.Join(f.platforms, " and "), push.Place,
			f.name, strings.Join(push.Platforms, " and "), push.Text)}
	}),
	Bad:  exampleProject + examplePlatform + exampleWorkflow,
	Good: exampleProject + examplePlatform + strings.Replace(exampleWorkflow, "{push: true,", "{push: true, platforms: 'linux/amd64,linux/arm64',", 1),
}

const examplePlatform = "      platforms: [linux/arm64]\n"

// missingPlatforms returns a push of the release branch that is taken and lacks the fewest platforms, with those. Where it is not
// known of one what it is built for, nothing is missing.
func (j *judgement) missingPlatforms() (push *tagscheme.Push, missing []string) {
	for i, p := range j.taken {
		if p.Platforms == nil {
			return nil, nil
		}
		var lacks []string
		for _, needed := range j.followed.platforms {
			if !slices.ContainsFunc(p.Platforms, func(has string) bool { return canonicalPlatform(has) == canonicalPlatform(needed) }) {
				lacks = append(lacks, needed)
			}
		}
		if push == nil || len(lacks) < len(missing) {
			push, missing = &j.taken[i], lacks
		}
	}
	return push, missing
}

// canonicalPlatform returns a platform without the variant that it has anyway.
func canonicalPlatform(p string) string {
	switch p = strings.ToLower(strings.TrimSpace(p)); p {
	case "linux/arm64/v8":
		return "linux/arm64"
	case "linux/arm":
		return "linux/arm/v7"
	case "linux/amd64/v1":
		return "linux/amd64"
	}
	return p
}
