// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageListPortConstraint = &rule.Rule{
	ID:       "image-list-port-constraint",
	Severity: krm.Error,
	Title:    "A registry with a port and no dot must not be followed by a constraint that is no tag",
	Doc: `Such a reference cannot be read as an image, and the updater then cuts it at its first colon:
` + "`localhost:5000/app:^1.0`" + ` is the image localhost. No Pod runs it, so it is skipped with a line at the level debug. Say
by ` + "`allow-tags`" + ` which versions may run. A host with a dot, as in ` + "`registry.example.org:5000`" + `, is recognized.`,
	Upstream: []string{docsImages},
	Kinds:    kinds,
	Check:    traps(updater.TrapPort, func(s *subject, im image, p *updater.ListProblem) (text, fixed string) { return p.Text, "" }),
	Bad:      example("image-list: app=localhost:5000/owner/app:^1.0"),
	Good:     example("image-list: app=localhost:5000/owner/app", "app.allow-tags: regexp:^1[.]"),
}
