// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var ignoreTagsNotAGlob = &rule.Rule{
	ID:       "ignore-tags-not-a-glob",
	Severity: krm.Error,
	Title:    "ignore-tags must be globs that a tag can match",
	Doc: `The entries are globs of Go's filepath.Match with commas between them. A regular expression, with ` + "`regexp:`" + ` in front
or without, matches no tag, and a glob that cannot be read matches none either; neither is logged. What was to be left
out is deployed. Write globs such as ` + "`pr-*`" + `, or say by ` + "`allow-tags`" + ` what may run.`,
	Upstream: []string{docsImages, issues + "326"},
	Kinds:    kinds,
	Check: values(updater.KeyIgnoreTags, func(s *subject, set setting) []rule.Problem {
		var problems []rule.Problem
		for glob := range strings.SplitSeq(set.text(), ",") {
			if glob = strings.TrimSpace(glob); glob == "" {
				continue
			}
			if err := updater.CheckIgnoreTag(glob); err != nil {
				problems = append(problems, s.problem(set, "%s", err))
			}
		}
		return problems
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.ignore-tags: regexp:^pr-.*$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.ignore-tags: 'pr-*, main'"),
}
