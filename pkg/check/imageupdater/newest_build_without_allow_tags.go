// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var newestBuildWithoutAllowTags = &rule.Rule{
	ID:       "newest-build-without-allow-tags",
	Severity: krm.Warning,
	Title:    "An image that follows the newest build should have allow-tags",
	Doc: `Without a filter whatever was pushed last wins: a branch, a pull request, ` + "`latest`" + `, the tag of a signature. Two tags
of one image have the same date, and then the one that sorts last wins. Say by ` + "`allow-tags`" + ` which tags may be
deployed, or write ` + "`any`" + ` where you mean all.`,
	Upstream: []string{docsUpdate, issues + "147"},
	Kinds:    kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		var problems []rule.Problem
		if s.open {
			return nil
		}
		s.perSetting(updater.KeyUpdateStrategy, func(set setting, images []*image) {
			var free []string
			for _, im := range images {
				if strategy, _ := s.strategy(*im); strategy == updater.NewestBuild && !im.nameless() && s.unfiltered(*im) {
					free = append(free, im.label())
				}
			}
			if len(free) > 0 {
				problems = append(problems, s.problem(set, "update-strategy %q without allow-tags takes whatever was pushed last for %s: give %s, or \"any\" where every tag may run",
					set.text(), strings.Join(free, ", "), updater.KeyAllowTags))
			}
		})
		return problems
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}

// unfiltered reports whether every tag of an image may be taken, without anybody having said so.
func (s *subject) unfiltered(im image) bool {
	if set, ok := s.effective(im, updater.KeyIgnoreTags); ok && set.text() != "" {
		return false
	}
	if set, ok := s.own(im, updater.KeyTagMatch); ok && set.text() != "" && !s.version.Resource() {
		return false
	}
	set, ok := s.effective(im, updater.KeyAllowTags)
	return !ok || set.judged() && (set.text() == "" || filtersNothing(set.text()))
}

// filtersNothing reports whether an expression lets every tag through.
func filtersNothing(allowTags string) bool {
	function, expression, _ := strings.Cut(allowTags, ":")
	if !strings.EqualFold(function, "regexp") {
		return false
	}
	expression = strings.TrimSuffix(strings.TrimPrefix(expression, "^"), "$")
	return expression == "" || expression == ".*" || expression == ".+" || expression == "(.*)"
}

// nameless reports whether a placeholder stands for the alias, so that nobody knows which annotations are the image's.
func (im image) nameless() bool { return im.hidden && im.Alias == "" || im.item == "" }
