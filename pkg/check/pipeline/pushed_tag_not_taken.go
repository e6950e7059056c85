// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

const pushedTagNotTakenID = "pushed-tag-not-taken"

var pushedTagNotTaken = &rule.Rule{
	ID:       pushedTagNotTakenID,
	Severity: krm.Error,
	Title:    "What the pipeline pushes from the release branch must be taken by allow-tags",
	Doc: `The workflow pushes an image under tags that the filter does not take. The pipeline is green, Image Updater logs that the image is
up to date, and the cluster runs the old one for ever. The rule compares all tags that the workflow can push with all that the filter takes,
and names the shortest one that is pushed and not taken. One tag of each build is enough; where Git tags, a schedule or a start by hand push
one that is taken, that is enough too. Make the filter fit the tags, or the tags the filter.

It looks at workflows in ` + "`.github/workflows`" + ` of the repository, where that is at hand; functions see none.`,
	Upstream: []string{
		"https://github.com/docker/metadata-action#typesha", upstreamFilters,
	},
	Kinds: followers,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		if c.Explain && c.Repositories != nil {
			for _, f := range followedBy(c, it) {
				explain(c, f.judge(c))
			}
		}
		return each(func(f *followed, j *judgement) []rule.Problem {
			if j.notTaken == nil {
				return nil
			}
			e := j.notTaken
			return []rule.Problem{f.problem("", "allow-tags %q does not take %q, which %s pushes as %s at %s: no image of the release branch is ever taken",
				f.allow, e.tag, e.push.Event, e.push.Text, e.push.Place)}
		})(c, it)
	},
	Bad:  exampleProject + "      allowTags: regexp:^sha-[0-9a-f]{40}$\n" + exampleWorkflow,
	Good: exampleProject + "      allowTags: regexp:^sha-[0-9a-f]{7}$\n" + exampleWorkflow,
}

const exampleProject = `
apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata: {name: shop}
spec:
  repository: https://github.com/owner/shop
  images:
    - name: ghcr.io/owner/shop
`

const exampleWorkflow = `# file: .github/workflows/ci.yml
on: {push: {branches: [main]}}
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/metadata-action@v5
        id: meta
        with:
          images: ghcr.io/owner/shop
          tags: type=sha
      - uses: docker/build-push-action@v6
        with: {push: true, tags: '${{ steps.meta.outputs.tags }}'}
`

// explain records the proof for an image of a Project.
func explain(c *rule.Context, j *judgement) {
	f := j.followed
	if f.project == nil {
		return
	}
	proof := rule.Proof{
		Project: f.project.Name,
		Claim: fmt.Sprintf("Image Updater takes each image of %s that is built of branch %s, and none that a pull request or another branch pushes",
			f.name, f.branch),
		Verdict: rule.Proved,
		From:    []rule.Place{rule.PlaceOf(f.item, f.at)},
	}
	if j.scheme != nil {
		proof.Over = "every tag that can be pushed by " + strings.Join(j.scheme.Files, ", ")
	} else {
		proof.Over = "every tag that the workflows push"
	}
	if j.by != nil {
		proof.From = append(proof.From, rule.Place{File: j.by.Place.File, Line: j.by.Place.Line})
	}
	refuted := func(id string, e *example) {
		proof.Verdict, proof.Rule = rule.Refuted, id
		proof.Why = fmt.Sprintf("the tag %s, at %s", e.tag, e.push.Place)
	}
	switch {
	case j.notTaken != nil:
		refuted(pushedTagNotTakenID, j.notTaken)
	case j.foreign != nil:
		refuted(foreignTagTakenID, j.foreign)
	case len(j.fixed) > 0:
		refuted(fixedTagTakenID, j.fixed[0])
	case j.open != "":
		proof.Verdict, proof.Why = rule.NotProved, j.open
	}
	c.Prove(proof)
}
