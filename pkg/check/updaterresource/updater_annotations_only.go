// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterAnnotationsOnly = &rule.Rule{
	ID:       "updater-annotations-only",
	Severity: krm.Error,
	Title:    "useAnnotations must not stand beside images, commonUpdateSettings or writeBackConfig",
	Doc: `With ` + "`useAnnotations: true`" + ` the updater reads everything from the annotations of the Applications and ignores the images and all
settings of the ImageUpdater without a word: the strategy is that of the annotations, or semver, and it writes into the live
Application unless an annotation says git. Move the settings into the annotations, or set useAnnotations to false.

Settings of the whole ImageUpdater are wrong where every entry reads annotations.`,
	Upstream: []string{docsResource, "https://github.com/argoproj-labs/argocd-image-updater/pull/1441"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		for _, ref := range r.refs {
			if ref.annotations == nil {
				continue
			}
			var ignored []string
			note := func(b block) {
				if b.node != nil && !saysDefault(b) {
					ignored = append(ignored, b.path)
				}
			}
			if len(ref.images) > 0 {
				ignored = append(ignored, ref.path+".images")
			}
			note(ref.settings)
			note(ref.writeBack)
			if r.onlyAnnotations() {
				note(r.settings)
				note(r.writeBack)
			}
			if len(ignored) > 0 {
				problems = append(problems, rule.Problem{
					Path: ref.path + ".useAnnotations", At: ref.annotations, Current: true,
					Message: fmt.Sprintf("must not be true beside %s, which the updater ignores then: put the settings into annotations of the Application, or set it to false", strings.Join(ignored, ", ")),
				})
			}
		}
		return problems
	},
	Bad: exampleHead + `  commonUpdateSettings: {updateStrategy: digest}
  applicationRefs:
  - namePattern: app
    useAnnotations: true
`,
	Good: exampleRef + "    useAnnotations: true\n",
}

// saysDefault reports whether a block says no more than what holds without it.
func saysDefault(b block) bool {
	for i := 0; i+1 < len(b.node.Content); i += 2 {
		key, value := b.node.Content[i].Value, b.node.Content[i+1].Value
		if key != "method" || value != imageupdater.MethodArgoCD {
			return false
		}
	}
	return true
}
