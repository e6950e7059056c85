// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageListColonAlias = &rule.Rule{
	ID:       "image-list-colon-alias",
	Severity: krm.Error,
	Title:    "An alias must be followed by an equals sign in an image-list",
	Doc: `` + "`app:ghcr.io/owner/app`" + ` is an image of the registry app:ghcr.io, which there is not. The updater skips it with a line
at the level debug, and no key finds the alias. Write ` + "`app=ghcr.io/owner/app`" + `.`,
	Upstream: []string{docsImages},
	Kinds:    kinds,
	Check: traps(updater.TrapColon, func(s *subject, im image, p *updater.ListProblem) (text, fixed string) {
		return p.Text, updater.FormatImageList([]updater.Image{im.Image})
	}),
	Bad:  example("image-list: app:ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}
