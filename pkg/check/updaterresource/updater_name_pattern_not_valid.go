// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"
	"path/filepath"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterNamePatternNotValid = &rule.Rule{
	ID:       "updater-name-pattern-not-valid",
	Severity: krm.Error,
	Title:    "A namePattern must be a glob",
	Doc: `The updater reads ` + "`namePattern`" + ` as a glob of Go (path/filepath.Match): ` + "`*`, `?` and `[a-z]`" + `. One that it cannot read stops the
whole ImageUpdater, the other entries included, with one line in the log.`,
	Upstream: []string{docsResource, "https://pkg.go.dev/path/filepath#Match"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, ref := range read(c, it).refs {
			value, ok := text(ref.pattern)
			if _, err := filepath.Match(value, "validation"); ok && err != nil {
				problems = append(problems, rule.Problem{
					Path: ref.path + ".namePattern", At: ref.pattern, Current: value,
					Message: fmt.Sprintf("%q must be a glob with *, ? and [a-z]: the updater cannot read it, and stops", value),
				})
			}
		}
		return problems
	},
	Bad: exampleHead + `  applicationRefs:
  - namePattern: 'app-[a-z'
    useAnnotations: true
`,
	Good: exampleHead + `  applicationRefs:
  - namePattern: 'app-[a-z]'
    useAnnotations: true
`,
}
