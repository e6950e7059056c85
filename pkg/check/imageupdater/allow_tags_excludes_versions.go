// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var allowTagsExcludesVersions = &rule.Rule{
	ID:       "allow-tags-excludes-versions",
	Severity: krm.Error,
	Title:    "allow-tags must let a version through where the strategy is semver",
	Doc: `The strategy semver, which is also the default, takes tags that are versions (1.2.3, v1.2, 1.2.3-rc1) and leaves all
others out. With a filter for tags such as ` + "`sha-0123abc`" + ` nothing is left, and the image stays at its tag without a
word. The same comes of a filter that only lets pre-releases through where the constraint names none. To follow the
newest push use the strategy latest (newest-build from v0.13 on).`,
	Upstream: []string{docsUpdate, issues + "481"},
	Kinds:    kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		var problems []rule.Problem
		s.perSetting(updater.KeyAllowTags, func(set setting, images []*image) {
			filter := s.filter(set.text())
			if set.text() == "" || filter.err != nil {
				return
			}
			for _, im := range images {
				strategy, given := s.strategy(*im)
				if strategy != updater.SemVer || im.nameless() || given.key == nil && s.open {
					continue
				}
				newest, _ := s.version.Strategy(updater.NewestBuild)
				ranged := im.Constraint != "" && !im.unsure && updater.CheckConstraint(im.Constraint) == nil && !strings.Contains(im.Constraint, "-")
				switch {
				case !filter.lets.AdmitsVersion() && filter.lets.AdmitsTag():
					problems = append(problems, s.problem(set, "allow-tags %q lets no version through, and the strategy of %s, semver, takes nothing else: let versions through, or set the update-strategy %q",
						set.text(), im.label(), newest))
				case ranged && !filter.lets.AdmitsRelease() && filter.lets.AdmitsVersion():
					problems = append(problems, s.problem(set, "allow-tags %q lets only pre-releases through, which the constraint %q of %s does not admit: write it as \"%s-0\"",
						set.text(), im.Constraint, im.label(), im.Constraint))
				default:
					continue
				}
				return
			}
		})
		return problems
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: semver", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: semver", "app.allow-tags: regexp:^v[0-9.]+$"),
}
