// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageUpdaterKeyUnknown = &rule.Rule{
	ID:       "image-updater-key-unknown",
	Severity: krm.Error,
	Title:    "An annotation with the prefix of Image Updater must be one that it reads",
	Doc: `The updater looks its keys up one by one and never at what else is there. A key that is misspelt, invented, or known
to another version only has no effect, and nothing says so. Keys of one image are ` + "`<alias>.<key>`" + `, keys of the whole
Application stand alone.`,
	Upstream: []string{docsImages, issues + "1018"},
	Kinds:    kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		var problems []rule.Problem
		aliases := s.aliases()
		for _, set := range s.settings {
			if view.Templated(set.name) || !validName(set.name) {
				continue
			}
			use := s.version.KeyUse(set.key.Value, aliases)
			if use.State != updater.Dead || use.NoAlias {
				continue
			}
			p := s.keyProblem(set, "%q is never read: %s", set.name, use.Reason)
			near := strings.TrimPrefix(use.Nearest, updater.Prefix+"/")
			_, there := s.wide(near)
			switch {
			case near != "" && there:
				p.Message += fmt.Sprintf("; remove it, %q is there", near)
			case near != "":
				p.Message += fmt.Sprintf("; write %q", near)
				if len(aliases) == 1 || set.name != updater.KeyPlatforms {
					p.Proposed = use.Nearest
				}
			case strings.HasPrefix(use.Reason, "no version"):
				p.Message += ": read are " + strings.Join(s.version.Keys(false), ", ") + ", and <alias>. with " + strings.Join(s.version.Keys(true), ", ")
			}
			problems = append(problems, p)
		}
		return problems
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.platform: linux/arm64"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.platforms: linux/arm64"),
}
