// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updateStrategyUnknown = &rule.Rule{
	ID:       "update-strategy-unknown",
	Severity: krm.Error,
	Title:    "An update-strategy must be one that the version of Image Updater knows",
	Doc: `A strategy that the updater does not know becomes ` + "`semver`" + `, with one warning in its log. Tags such as sha-0123abc are
no versions, so nothing is ever updated. ` + "`newest-build`" + ` and ` + "`alphabetical`" + ` exist from v0.13 on; up to v0.12 their
words are ` + "`latest`" + ` and ` + "`name`" + `, which later versions still read. Before v1 a space before or behind the word counts as
part of it.`,
	Upstream: []string{docsUpdate, issues + "697"},
	Kinds:    kinds,
	Check: values(updater.KeyUpdateStrategy, func(s *subject, set setting) []rule.Problem {
		if _, known := s.version.ReadStrategy(set.text()); known || set.text() == "" {
			return nil
		}
		word := strings.ToLower(strings.TrimSpace(set.text()))
		spelled, known := s.version.Strategy(word)
		words := strategyWords(s.version)
		if !known {
			spelled, known = nearest.Name(word, words)
		}
		if !known {
			return []rule.Problem{s.problem(set, "update-strategy %q is unknown to Image Updater %s, which takes semver instead: it must be one of %s",
				set.text(), s.version, strings.Join(words, ", "))}
		}
		p := s.problem(set, "update-strategy %q is unknown to Image Updater %s, which takes semver instead: write %q", set.text(), s.version, spelled)
		p.Proposed = spelled
		return []rule.Problem{p}
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: newest-build", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}

// strategyWords are the strategies as a version spells them.
func strategyWords(v updater.Version) []string {
	words := updater.StrategyNames()
	for i, w := range words {
		words[i], _ = v.Strategy(w)
	}
	return words
}
