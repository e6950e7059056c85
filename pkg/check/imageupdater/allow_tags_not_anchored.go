// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var allowTagsNotAnchored = &rule.Rule{
	ID:       "allow-tags-not-anchored",
	Severity: krm.Info,
	Title:    "The regular expression of allow-tags should begin with ^ and end with $",
	Doc: `The updater looks for a match anywhere in the tag. ` + "`sha-`" + ` is also found in a tag such as x-sha-1 or in the tag of a
signature (sha256-….sig), and whichever was pushed last wins. Write ` + "`^`" + ` and ` + "`$`" + ` around what a whole tag looks like.`,
	Upstream: []string{docsImages, issues + "604"},
	Kinds:    kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		var problems []rule.Problem
		s.perSetting(updater.KeyAllowTags, func(set setting, images []*image) {
			_, expression, ok := strings.Cut(set.text(), ":")
			if !ok || s.filter(set.text()).err != nil || filtersNothing(set.text()) || strings.ContainsAny(expression, "^$") || strings.Contains(expression, `\A`) || strings.Contains(expression, `\z`) {
				return
			}
			for _, im := range images {
				if strategy, _ := s.strategy(*im); strategy == updater.NewestBuild || strategy == updater.Alphabetical {
					problems = append(problems, s.problem(set, "allow-tags %q matches anywhere in a tag: begin the expression with ^ and end it with $", set.text()))
					return
				}
			}
		})
		return problems
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:sha-[0-9a-f]{7}"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}
