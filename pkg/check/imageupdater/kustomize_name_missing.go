// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var kustomizeNameMissing = &rule.Rule{
	ID:       "kustomize-name-missing",
	Severity: krm.Error,
	Title:    "An image that the kustomization renames must have kustomize.image-name",
	Doc: `The updater writes the image under its full name. Where the kustomization knows it by another one (` + "`name: web`" + ` with
` + "`newName: ghcr.io/owner/web`" + `), kustomize applies both in the order of their names: ` + "`web`" + ` comes after ` + "`ghcr.io/…`" + ` and puts the
old tag back. The Application says that it was updated, and runs the old image. Set ` + "`<alias>.kustomize.image-name`" + ` to the name in
the manifests, or use the full name there.`,
	Upstream: []string{docsImages, issues + "312"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := subjectOf(c, it)
		if s == nil || s.open || len(s.images) == 0 {
			return nil
		}
		// A target in Git is edited by the updater itself, in another order.
		if _, ok := s.wide(updater.KeyWriteBackTarget); ok {
			return nil
		}
		all := deliveredBy(c, it, s)
		var problems []rule.Problem
		for _, im := range s.images {
			if _, ok := s.own(im, updater.KeyKustomizeName); ok || im.hidden || im.Name == "" || im.Alias == "" || repository(im.Name) != im.Name {
				continue
			}
			for _, name := range namesBehind(all, im.Name) {
				problems = append(problems, s.itemProblem(it, im, "", "is written before the kustomization makes it of %q, which puts its own tag back: set %s.%s to %q",
					name, im.Alias, updater.KeyKustomizeName, name))
			}
		}
		return problems
	},
	Bad:  exampleHere("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$") + exampleRenamed,
	Good: exampleHere("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.kustomize.image-name: web") + exampleRenamed,
}

const exampleRenamed = `---
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [deployment.yaml]
images:
- {name: web, newName: ghcr.io/owner/app, newTag: sha-0123abc}
`

// namesBehind returns the names that sort behind an image and of which a kustomization makes it.
func namesBehind(all []delivered, image string) []string {
	var names []string
	for _, d := range all {
		if d.kustomization == nil {
			continue
		}
		for _, e := range view.Entries(d.kustomization.Lookup("images")) {
			if name := krm.Text(krm.Lookup(e, "name")); krm.Text(krm.Lookup(e, "newName")) == image && name > image {
				names = append(names, name)
			}
		}
	}
	return names
}
