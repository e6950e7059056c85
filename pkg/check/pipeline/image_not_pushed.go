// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageNotPushed = &rule.Rule{
	ID:       "image-not-pushed",
	Severity: krm.Warning,
	Title:    "A workflow should push the image that a Project follows",
	Doc: `The workflows of the Project's repository build images, and at no event push this one: its name is another, ` + "`push`" + ` is false, or an ` + "`if`" + `
never holds. Image Updater finds no tag, says so in its log alone, and nothing is ever delivered.

It says so only where every step that may push was understood, and where something shows that the image should come from there: a step names it and does
not push it, the name of a pushed one is nearly the same, or it is called as the repository is. An image that is pushed by hand
(` + "`workflow_dispatch`" + `), by the clock or at a Git tag is pushed. It looks at workflows in ` + "`.github/workflows`" + ` of the repository, where that is at
hand; functions see none.`,
	Upstream: []string{upstreamFilters, "https://docs.github.com/en/actions/how-tos/use-cases-and-examples/publishing-packages/publishing-docker-images"},
	Kinds:    followers[:1],
	Check: each(func(f *followed, j *judgement) []rule.Problem {
		if j.scheme == nil || f.project == nil || !j.scheme.Builds || !j.scheme.Complete || len(j.scheme.Pushes) > 0 {
			return nil // what is pushed at all, a cache among it, is for the other rules
		}
		name := j.scheme.Image
		why := ""
		near, isNear := nearest.Misspelling(name, f.notFollowed(j.scheme.Images))
		switch {
		case slices.Contains(j.scheme.Unpushed, name):
			why = "a step names it, and at no event runs and pushes: look at its `push`, and at each `if` and `on` before it"
		case isNear:
			why = fmt.Sprintf("they push %s: did you mean that?", asWritten(near, f.name))
		case name == f.ofRepository() && len(j.scheme.Images) > 0:
			why = "they push " + strings.Join(j.scheme.Images[:min(3, len(j.scheme.Images))], ", ")
		default:
			return nil
		}
		at, field := f.nameNode()
		return []rule.Problem{{Path: field, At: at, Message: fmt.Sprintf("no workflow of the repository pushes %s: %s", f.name, why)}}
	}),
	Bad:  strings.Replace(exampleProject, "ghcr.io/owner/shop", "ghcr.io/owner/shops", 1) + exampleWorkflow,
	Good: exampleProject + exampleWorkflow,
}

// notFollowed returns the names that no image of the Project has: what it follows as well is not what was meant by another.
func (f *followed) notFollowed(names []string) []string {
	var free []string
	for _, name := range names {
		if !slices.ContainsFunc(f.project.Spec.Images, func(im v1alpha1.Image) bool { return asWritten(name, im.Name) == im.Name }) {
			free = append(free, name)
		}
	}
	return free
}

const dockerHub = "docker.io/"

// asWritten returns a full name in the way in which a person writes such names.
func asWritten(name, like string) string {
	if strings.HasPrefix(like, dockerHub) {
		return name
	}
	return strings.TrimPrefix(strings.TrimPrefix(name, dockerHub), "library/")
}

// ofRepository returns the name that an image of the repository has at GitHub, where it has one; "" else.
func (f *followed) ofRepository() string {
	at := strings.TrimSuffix(strings.TrimRight(strings.ToLower(f.url), "/"), ".git")
	for _, prefix := range []string{"https://github.com/", "ssh://git@github.com/", "git@github.com:"} {
		if name, ok := strings.CutPrefix(at, prefix); ok && strings.Count(name, "/") == 1 {
			return "ghcr.io/" + name
		}
	}
	return ""
}

// nameNode returns the name of the image, and its path.
func (f *followed) nameNode() (*yaml.Node, string) {
	for i, n := range view.Entries(f.item.Lookup("spec", "images")) {
		field := view.At("spec.images", i)
		if at := krm.Lookup(n, "name"); at != nil && at.Value == f.name {
			return at, field + ".name"
		}
		if n.Value == f.name {
			return n, field
		}
	}
	return f.at, f.field
}
