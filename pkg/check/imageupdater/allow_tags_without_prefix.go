// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var allowTagsWithoutPrefix = &rule.Rule{
	ID:       "allow-tags-without-prefix",
	Severity: krm.Error,
	Title:    "allow-tags must be any, or regexp: and a regular expression",
	Doc: `Without ` + "`regexp:`" + ` in front the value is no expression but an unknown word, and the updater makes of it a filter that
no tag passes. The image stays at its tag, and before v1.2 the log says that it is already on the latest allowed
version. Write ` + "`regexp:`" + ` in front, without a space before or behind it.`,
	Upstream: []string{docsImages, issues + "505"},
	Kinds:    kinds,
	Check: allowTags(func(s *subject, set setting) []rule.Problem {
		function, expression, ok := strings.Cut(filterText(s, set), ":")
		if strings.EqualFold(filterText(s, set), "any") || ok && strings.EqualFold(function, "regexp") {
			return nil
		}
		p := s.problem(set, "%s %q must be \"any\" or \"regexp:\" and a regular expression: this matches no tag, and the image is never updated",
			set.last(), set.text())
		switch {
		case updater.CheckAllowTags(strings.TrimSpace(set.text())) == nil:
			p.Proposed = strings.TrimSpace(set.text())
		case !ok && strings.HasPrefix(set.text(), "^"):
			expression = set.text()
		case !ok || !regexpWords[strings.ToLower(strings.TrimSpace(function))]:
			return []rule.Problem{p} // a glob, or who knows what
		}
		if meant := "regexp:" + expression; p.Proposed == nil && updater.CheckAllowTags(meant) == nil {
			p.Proposed = meant
			p.Message += fmt.Sprintf("; write %q", meant)
		}
		return []rule.Problem{p}
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: ^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}

// regexpWords are what people write for regexp.
var regexpWords = map[string]bool{"re": true, "rx": true, "regex": true, "regexp": true, "regexpr": true, "regx": true, "regular": true}

// allowTags makes a Check of one that looks at what filters tags: allow-tags, and tag-match where the version reads it.
func allowTags(check func(s *subject, set setting) []rule.Problem) func(*rule.Context, *krm.Item) []rule.Problem {
	return subjects(func(s *subject) []rule.Problem {
		var problems []rule.Problem
		for _, name := range []string{updater.KeyAllowTags, updater.KeyTagMatch} {
			if name == updater.KeyTagMatch && s.version.Resource() {
				continue
			}
			s.each(name, func(set setting) {
				if filterText(s, set) != "" {
					problems = append(problems, check(s, set)...)
				}
			})
		}
		return problems
	})
}

// filterText is the value as the version reads it: from v1 on without the spaces around it.
func filterText(s *subject, set setting) string {
	if s.version.Resource() {
		return strings.TrimSpace(set.text())
	}
	return set.text()
}

// last is the name of a setting without the alias, as far as it can be told.
func (s setting) last() string {
	for _, name := range []string{updater.KeyAllowTags, updater.KeyTagMatch} {
		if strings.HasSuffix(s.name, name) {
			return name
		}
	}
	return s.name
}
