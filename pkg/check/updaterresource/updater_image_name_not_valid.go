// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"errors"
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterImageNameNotValid = &rule.Rule{
	ID:       "updater-image-name-not-valid",
	Severity: krm.Error,
	Title:    "imageName must be the name of an image as running Pods have it",
	Doc: `The updater follows an image only where a Pod of the Application runs one of the same registry and name. A name with
capitals, a scheme or spaces never equals that of a Pod, and a port of a registry before a constraint that is no tag is read as the
constraint. The image is skipped then, which is seen at the log level debug only.`,
	Upstream: []string{docsImages, issues + "566"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		read(c, it).everyImage(func(_ *ref, im *image) {
			for _, err := range im.problems {
				var p *imageupdater.ListProblem
				if errors.As(err, &p) {
					problems = append(problems, rule.Problem{
						Path: im.path + ".imageName", At: im.name, Current: im.name.Value, Message: fmt.Sprintf("%q %s", im.name.Value, p.Text),
					})
				}
			}
		})
		return problems
	},
	Bad: exampleRef + `    images:
    - alias: app
      imageName: https://ghcr.io/owner/app
`,
	Good: exampleImage,
}
