// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageListSpaces = &rule.Rule{
	ID:       "image-list-spaces",
	Severity: krm.Error,
	Title:    "An item of an image-list must not hold spaces",
	Doc: `Before v1 a space beside the ` + "`=`" + ` becomes part of the alias or of the registry: ` + "`app = ghcr.io/owner/app`" + ` is an image
of the registry " ghcr.io", which no Pod runs, and the updater skips it with a line at the level debug. A line break
without a comma joins two items to one. Spaces around a comma do no harm.`,
	Upstream: []string{docsImages},
	Kinds:    kinds,
	Check: traps(updater.TrapSpaces, func(s *subject, im image, p *updater.ListProblem) (text, fixed string) {
		around := strings.HasPrefix(p.Text, "must not have spaces around")
		if around && s.version.Resource() {
			return "", ""
		}
		if around {
			return p.Text, updater.FormatImageList([]updater.Image{im.Image})
		}
		return p.Text, ""
	}),
	Bad:  example("image-list: app = ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}
