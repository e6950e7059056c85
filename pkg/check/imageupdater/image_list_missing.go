// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageListMissing = &rule.Rule{
	ID:       "image-list-missing",
	Severity: krm.Warning,
	Title:    "Annotations of Image Updater should come with an image-list",
	Doc: `Without ` + "`image-list`" + ` the updater passes the Application over, and only the log level trace says so. All its other
annotations are then without effect. Add the list, unless another layer does.`,
	Upstream: []string{docsApps},
	Kinds:    kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		if _, ok := s.wide(updater.KeyImageList); ok || s.open || !s.whole {
			return nil
		}
		for _, set := range s.settings {
			if near, _ := nearest.Name(set.name, []string{updater.KeyImageList}); near != "" {
				return nil // reported as a misspelt key
			}
		}
		for _, set := range s.settings {
			if knownName(s.version, set.name) {
				return []rule.Problem{s.keyProblem(set, "%q is without effect: there is no %q, so the updater passes this Application over", set.name, updater.KeyImageList)}
			}
		}
		return nil
	}),
	Bad:  example("update-strategy: latest", "allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}
