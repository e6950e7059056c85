// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var platformMalformed = &rule.Rule{
	ID:       "platform-malformed",
	Severity: krm.Error,
	Title:    "platforms must be os/arch or os/arch/variant, in the words of Go",
	Doc: `The updater looks for images of exactly this platform. For a word that no image carries, such as aarch64, or without
the operating system, it finds no tag at all and says so only at the log level debug. Strategies that do not look at
dates ignore the platform.`,
	Upstream: []string{docsImages, issues + "711"},
	Kinds:    kinds,
	Check: values(updater.KeyPlatforms, func(s *subject, set setting) []rule.Problem {
		var problems []rule.Problem
		for platform := range strings.SplitSeq(set.text(), ",") {
			platform = strings.TrimSpace(platform)
			if platform == "" {
				continue
			}
			if err := updater.CheckPlatform(platform); err != nil {
				p := s.problem(set, "%s", err)
				if !s.readsPlatforms(set) {
					p.Severity = krm.Warning
				}
				problems = append(problems, p)
			}
		}
		return problems
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.platforms: linux/aarch64"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.platforms: linux/arm64"),
}

// readsPlatforms reports whether the strategy of the image that has a setting looks at platforms, as far as that is known.
func (s *subject) readsPlatforms(set setting) bool {
	for _, im := range s.images {
		if own, ok := s.own(im, updater.KeyPlatforms); ok && own.key == set.key {
			strategy, _ := s.strategy(im)
			return strategy != updater.SemVer && strategy != updater.Alphabetical
		}
	}
	return true
}
