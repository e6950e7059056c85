// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var allowTagsMatchesNothing = &rule.Rule{
	ID:       "allow-tags-matches-nothing",
	Severity: krm.Error,
	Title:    "The regular expression of allow-tags must be able to match a tag",
	Doc: `The expression is one of Go (RE2): a lookahead, a lookbehind or a backreference is no part of it, and the updater then
follows nothing, with one warning in its log. The same comes of an expression that demands what no tag can have: a
space, a slash, quotes, or a doubled backslash (in YAML a backslash is doubled within double quotes only). Tags are
letters, digits, ` + "`_`" + `, ` + "`.`" + ` and ` + "`-`" + `.`,
	Upstream: []string{docsImages, "https://github.com/google/re2/wiki/Syntax"},
	Kinds:    kinds,
	Check: allowTags(func(s *subject, set setting) []rule.Problem {
		text := filterText(s, set)
		function, expression, ok := strings.Cut(text, ":")
		if !ok || !strings.EqualFold(function, "regexp") {
			return nil
		}
		if err := s.filter(text).err; err != nil {
			return []rule.Problem{s.problem(set, "%s", err)}
		}
		if s.filter(text).lets.AdmitsTag() {
			return nil
		}
		p := s.problem(set, "%s %q demands what no tag can have: tags are letters, digits, '_', '.' and '-', and so no tag ever matches", set.last(), set.text())
		for _, meant := range []string{strings.TrimSpace(expression), strings.ReplaceAll(expression, `\\`, `\`), strings.Trim(expression, `"'`)} {
			if meant = "regexp:" + meant; updater.CheckAllowTags(meant) == nil && updater.ReadAllowTags(meant).AdmitsTag() {
				p.Proposed = meant
				p.Message += fmt.Sprintf("; write %q", meant)
				break
			}
		}
		return []rule.Problem{p}
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^(?!latest).*$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}
