// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageListDigest = &rule.Rule{
	ID:       "image-list-digest",
	Severity: krm.Error,
	Title:    "An item of an image-list must not hold a digest",
	Doc: `A digest is not followed and no constraint: strategies that go by tags ignore it, and the strategy digest has no tag
to follow and fails every time. Write the tag whose digest should be followed, as in ` + "`app=ghcr.io/owner/app:main`" + `, or
no tag at all.`,
	Upstream: []string{docsUpdate},
	Kinds:    kinds,
	Check:    traps(updater.TrapDigest, func(s *subject, im image, p *updater.ListProblem) (text, fixed string) { return p.Text, "" }),
	Bad:      example("image-list: app=ghcr.io/owner/app@sha256:6b1c2a0f8e5d4c3b2a19f8e7d6c5b4a3928170f6e5d4c3b2a190807f6e5d4c3b", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good:     example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}
