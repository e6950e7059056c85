// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var platformVariantExact = &rule.Rule{
	ID:       "platform-variant-exact",
	Severity: krm.Info,
	Title:    "The variant in platforms should be the one that the image carries",
	Doc: `The updater compares variants. linux/arm64/v8 does not accept an image that is labelled linux/arm64, which is what
buildx writes. Before v0.15 linux/arm64 does not accept linux/arm64/v8 either, and linux/arm accepts no image, because
those for arm always carry a variant.`,
	Upstream: []string{docsImages, issues + "711"},
	Kinds:    kinds,
	Check: values(updater.KeyPlatforms, func(s *subject, set setting) []rule.Problem {
		var problems []rule.Problem
		for platform := range strings.SplitSeq(set.text(), ",") {
			switch platform = strings.TrimSpace(platform); {
			case platform == "linux/arm64/v8":
				problems = append(problems, s.problem(set, "platform %q does not accept images labelled \"linux/arm64\", as buildx labels them: write \"linux/arm64\" if yours are", platform))
			case platform == "linux/arm" && !s.version.AtLeast(0, 15):
				problems = append(problems, s.problem(set, "platform %q accepts no image with a variant before v0.15, and images for arm have one: write \"linux/arm/v7\" or \"linux/arm/v6\"", platform))
			}
		}
		return problems
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.platforms: linux/arm64/v8"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.platforms: linux/arm64"),
}
