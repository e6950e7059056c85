// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
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
			for _, f := range ofProject(c, it) {
				explain(c, f)
			}
		}
		return each(func(f *followed, j *judgement) []rule.Problem {
			if j.notTaken == nil {
				return notFollowed(c, f, j)
			}
			e := j.notTaken
			return []rule.Problem{f.problem("", "%s does not take %q, which %s pushes as %s at %s: %s",
				f.filter(), e.tag, e.push.Event, e.push.Text, e.push.Place, j.consequence())}
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

// consequence says how many of the images of the release branch are not taken.
func (j *judgement) consequence() string {
	for _, p := range j.taken {
		if p.Event == tagscheme.Release && !p.Fixed {
			return "some images of the release branch are never taken"
		}
	}
	return "no image of the release branch is ever taken"
}

// notFollowed says that the Application of a Project follows other images than that of the Project.
func notFollowed(c *rule.Context, f *followed, j *judgement) []rule.Problem {
	if f.project == nil || j.scheme == nil {
		return nil
	}
	_, r, missing := f.ranBy(c)
	if !missing {
		return nil
	}
	return []rule.Problem{f.problem(krm.Warning, "the Application %s does not follow %s (%s): no image of it is ever taken, until it is rendered anew", f.project.Name, f.name, r.place)}
}

// explain records the proof for an image of a Project: over its Application where that is among the resources, for that is what runs.
func explain(c *rule.Context, f *followed) {
	j := f.judge(c)
	proof := rule.Proof{
		Project: f.project.Name,
		Claim: fmt.Sprintf("Image Updater takes each image of %s that is built of branch %s, and none that a pull request or another branch pushes",
			f.name, f.branch),
		Verdict: rule.Proved,
		From:    []rule.Place{rule.PlaceOf(f.item, f.at)},
	}
	runs, application, missing := f.ranBy(c)
	if runs != nil {
		proof.From = append(proof.From, rule.PlaceOf(runs.followed.item, runs.followed.at))
		if runs.refutes() != nil || runs.open != "" {
			j = runs // else what the Project says counts as well: it is what the next render writes
		}
	}
	if j.scheme != nil {
		proof.Over = "every tag that can be pushed by " + strings.Join(j.scheme.Files, ", ")
	} else {
		proof.Over = "every tag that the workflows push"
	}
	if j.by != nil {
		proof.From = append(proof.From, rule.Place{File: j.by.Place.File, Line: j.by.Place.Line})
	}
	switch r := j.refutes(); {
	case missing:
		proof.Verdict, proof.From = rule.Refuted, append(proof.From, application.place)
		if proof.Why = fmt.Sprintf("the Application does not follow the image, %s", application.place); j.scheme != nil {
			proof.Rule = pushedTagNotTakenID
		}
	case r != nil:
		proof.Verdict, proof.Rule = rule.Refuted, r.id
		proof.Why = fmt.Sprintf("%s takes the tag %s, at %s", j.followed.filter(), r.tag, r.push.Place)
		if r.id == pushedTagNotTakenID {
			proof.Why = fmt.Sprintf("%s does not take the tag %s, at %s", j.followed.filter(), r.tag, r.push.Place)
		}
		if j == runs {
			proof.Why += fmt.Sprintf(", by the Application at %s", rule.PlaceOf(j.followed.item, j.followed.at))
		}
	case j.open != "":
		proof.Verdict, proof.Why = rule.NotProved, j.open
	}
	if proof.Verdict == rule.Proved {
		proof.Notes = j.byPeople
	}
	c.Prove(proof)
}

// refutation is a counter-example, and the rule whose finding names it.
type refutation struct {
	*example
	id string
}

// refutes returns what refutes the claim, or nil.
func (j *judgement) refutes() *refutation {
	switch {
	case j.notTaken != nil:
		return &refutation{j.notTaken, pushedTagNotTakenID}
	case j.foreign != nil:
		return &refutation{j.foreign, foreignTagTakenID}
	case len(j.fixed) > 0:
		return &refutation{j.fixed[0], fixedTagTakenID}
	}
	return nil
}
