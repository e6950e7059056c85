// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var forceUpdateNotTrue = &rule.Rule{
	ID:       "force-update-not-true",
	Severity: krm.Error,
	Title:    "force-update must be the word true or false",
	Doc: `Before v1 the updater compares with the exact word ` + "`true`" + `: True, yes and 1 mean false, and an image that no Pod runs
is skipped without a line above debug. From v1 on a word that Go's ParseBool does not know makes it skip the whole
Application.`,
	Upstream: []string{docsImages, issues + "322"},
	Kinds:    kinds,
	Check: values(updater.KeyForceUpdate, func(s *subject, set setting) []rule.Problem {
		word := set.text()
		if s.version.Resource() {
			if word = strings.TrimSpace(word); word == "" || goBools[word] {
				return nil
			}
		}
		lower := strings.ToLower(strings.TrimSpace(word))
		yes := lower == "true" || lower == "yes" || lower == "1" || lower == "on" || lower == "t" || lower == "y"
		no := lower == "" || lower == "false" || lower == "no" || lower == "0" || lower == "off" || lower == "f" || lower == "n"
		if word == "true" || no && !s.version.Resource() {
			return nil
		}
		what := "and " + s.version.String() + " reads it as false"
		if s.version.Resource() {
			what = "and " + s.version.String() + " skips the Application"
		}
		p := s.problem(set, "force-update %q must be \"true\" or \"false\", %s", set.text(), what)
		if yes {
			p.Proposed = "true"
		} else if no {
			p.Proposed = "false"
		}
		return []rule.Problem{p}
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.force-update: 'yes'"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.force-update: 'true'"),
}

// goBools are the words of strconv.ParseBool.
var goBools = map[string]bool{
	"1": true, "t": true, "T": true, "true": true, "TRUE": true, "True": true, "0": true, "f": true, "F": true, "false": true, "FALSE": true, "False": true,
}
