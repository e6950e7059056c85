// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageAliasInvalid = &rule.Rule{
	ID:       "image-alias-invalid",
	Severity: krm.Warning,
	Title:    "An alias must be letters, digits, dots, underscores and hyphens",
	Doc: `The alias is part of annotation keys, which Kubernetes restricts to these characters. An image with any other alias is
followed, but nobody can give it a strategy, a filter or credentials of its own. From v1 on that includes the slash,
which becomes an underscore before.`,
	Upstream: []string{docsImages},
	Kinds:    kinds,
	Check: traps(updater.TrapAlias, func(s *subject, im image, p *updater.ListProblem) (text, fixed string) {
		alias := im.Alias
		if aliasIsImage(alias) || len(alias) > 63 {
			return "", ""
		}
		if !s.version.Resource() {
			alias = strings.ReplaceAll(alias, "/", "_")
		}
		if alias != "" && validName(alias+"."+updater.KeyPlatforms) {
			return "", ""
		}
		return p.Text, ""
	}),
	Bad:  example("image-list: '+app=ghcr.io/owner/app'", "update-strategy: latest", "allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "update-strategy: latest", "allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}
