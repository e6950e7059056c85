// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var annotationsNotRead = &rule.Rule{
	ID:       "annotations-not-read",
	Severity: krm.Info,
	Title:    "From v1.1 on annotations of Image Updater must be selected by an ImageUpdater",
	Doc: `From v1 on the updater is configured by ImageUpdater resources. It reads the annotations of an Application only where
one with ` + "`useAnnotations: true`" + ` selects it, in the same namespace. An upgrade from v0 therefore stops all updates,
without a message. It is an error where an ImageUpdater selects the Application without ` + "`useAnnotations`" + `, a warning
where those at hand do not select it, and advice where there is none at hand.`,
	Upstream: []string{"https://argocd-image-updater.readthedocs.io/en/stable/configuration/migration/", issues + "1441"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := subjectOf(c, it)
		if s == nil || len(s.images) == 0 {
			return nil
		}
		name := it.Name
		if it.Kind == argocd.KindApplicationSet {
			name = krm.Text(it.Lookup("spec", "template", "metadata", "name"))
		}
		all := rule.Memo(c, selectionsKey{}, func() selectionIndex { return indexOf(selections(c)) })
		p := rule.Problem{Path: s.path(s.images[0].list), At: s.images[0].list.key}
		outcome := all.selected(s.namespace, name, it)
		switch {
		case outcome == annotationsDead && s.version.Resource():
			p.Severity = krm.Error
			p.Message = "the ImageUpdater that selects this Application reads no annotations: set useAnnotations: true there, or remove them"
		case outcome == annotationsDead:
			p.Severity = krm.Warning
			p.Message = fmt.Sprintf("an ImageUpdater selects this Application and reads no annotations, and Image Updater %s reads no ImageUpdater: one of the two is without effect", s.version)
		case outcome == annotationsRead || !s.version.Resource():
			return nil
		case len(all.every) > 0:
			p.Severity = krm.Warning
			p.Message = "no ImageUpdater selects this Application, so its annotations are never read: add it to one with useAnnotations: true, in its namespace"
		default:
			p.Message = fmt.Sprintf("Image Updater %s reads annotations only where an ImageUpdater with useAnnotations: true selects the Application, and none is among these resources", s.version)
		}
		return []rule.Problem{p}
	},
	Bad:    example("image-list: app=ghcr.io/owner/app", "app.update-strategy: newest-build", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good:   example("image-list: app=ghcr.io/owner/app", "app.update-strategy: newest-build", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$") + exampleImageUpdater,
	Target: rule.Target{ImageUpdater: "v1.2"},
}
