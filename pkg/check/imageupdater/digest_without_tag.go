// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var digestWithoutTag = &rule.Rule{
	ID:       "digest-without-tag",
	Severity: krm.Error,
	Title:    "An image with the strategy digest must name the tag to follow",
	Doc: `The strategy digest follows the digest of one tag, which stands in the image-list behind the image:
` + "`app=ghcr.io/owner/app:main`" + `. Without it the updater writes an error in its log every time and updates nothing. A
range such as ` + "`^1.2`" + ` is taken for the name of a tag, which there is not.`,
	Upstream: []string{docsUpdate},
	Kinds:    kinds,
	Check: items(func(s *subject, it *krm.Item, im image) []rule.Problem {
		if im.item == "" || im.unsure || im.nameless() || im.has(updater.TrapDigest) || im.has(updater.TrapPort) || im.Name == "" && !im.hidden {
			return nil
		}
		if strategy, _ := s.strategy(im); strategy != updater.Digest {
			return nil
		}
		if im.Constraint != "" {
			if updater.CheckTag(im.Constraint) == nil {
				return nil
			}
			return []rule.Problem{s.itemProblem(it, im, "", "must name one tag, whose digest is followed: %q can be none, and the strategy digest takes it for one", im.Constraint)}
		}
		return []rule.Problem{s.itemProblem(it, im, "", "must name the tag whose digest is followed, as in %q: the strategy digest fails without", im.item+":latest")}
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: digest"),
	Good: example("image-list: app=ghcr.io/owner/app:main", "app.update-strategy: digest"),
}
