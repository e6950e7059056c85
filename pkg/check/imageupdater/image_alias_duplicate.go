// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageAliasDuplicate = &rule.Rule{
	ID:       "image-alias-duplicate",
	Severity: krm.Warning,
	Title:    "Two images of an image-list should not have one alias",
	Doc: `The keys of an alias count for every image that has it. Where they name a parameter of Helm or an image of kustomize,
both images are written to the same place, one over the other, and that is an error. Give each image its own alias.`,
	Upstream: []string{docsImages},
	Kinds:    kinds,
	Check: traps(updater.TrapDuplicate, func(s *subject, im image, _ *updater.ListProblem) (text, fixed string) {
		return fmt.Sprintf("has the alias %q of an item before it, and both share all settings: give it another one", im.Alias), ""
	}),
	Bad:  example("image-list: 'app=ghcr.io/owner/app,app=ghcr.io/owner/web'", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: 'app=ghcr.io/owner/app,web=ghcr.io/owner/other'", "update-strategy: latest", "allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}
