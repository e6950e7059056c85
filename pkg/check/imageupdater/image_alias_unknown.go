// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageAliasUnknown = &rule.Rule{
	ID:       "image-alias-unknown",
	Severity: krm.Error,
	Title:    "The alias in an annotation of Image Updater must stand in the image-list",
	Doc: `A key ` + "`<alias>.<key>`" + ` is looked up for the aliases of the image-list only. With another alias, or for an image without
one, it is never read: the image follows the defaults, without its filter, its strategy and its credentials, and
nothing says so. An image gets an alias by ` + "`alias=image`" + ` in the list.`,
	Upstream: []string{docsImages, issues + "525"},
	Kinds:    kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		if !s.closed {
			return nil
		}
		var problems []rule.Problem
		aliases := s.aliases()
		var named []string
		for _, a := range aliases {
			if a != "" {
				named = append(named, a)
			}
		}
		for _, im := range s.images {
			if pasted := im.pastedKey(); pasted != "" {
				aliases = append(aliases, strings.TrimPrefix(im.Alias, pasted)) // which is reported there
			}
		}
		for _, set := range s.settings {
			if view.Templated(set.name) || !validName(set.name) {
				continue
			}
			use := s.version.KeyUse(set.key.Value, aliases)
			if !use.NoAlias {
				continue
			}
			problems = append(problems, s.aliasProblem(set, use, named))
		}
		return problems
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "web.force-update: 'true'"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.force-update: 'true'"),
}

// aliasProblem words a key whose alias stands in no item.
func (s *subject) aliasProblem(set setting, use updater.Use, named []string) rule.Problem {
	if len(named) == 0 {
		alias := set.name
		for _, key := range s.version.Keys(true) {
			if before, ok := strings.CutSuffix(set.name, "."+key); ok {
				alias = before
			}
		}
		return s.keyProblem(set, "%q is never read: no image of the image-list has an alias; write it there as \"%s=<image>\"", set.name, alias)
	}
	p := s.keyProblem(set, "%q is never read: %s, whose aliases are %s", set.name, use.Reason, strings.Join(named, ", "))
	near := strings.TrimPrefix(use.Nearest, updater.Prefix+"/")
	if _, there := s.wide(near); near != "" && !there {
		p.Message += fmt.Sprintf("; write %q", near)
		if _, similar := nearest.Name(set.name, []string{near}); similar {
			p.Proposed = use.Nearest
		}
	}
	return p
}
