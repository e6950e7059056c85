// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterAllowTagsNotValid = &rule.Rule{
	ID:       "updater-allow-tags-not-valid",
	Severity: krm.Error,
	Title:    "allowTags must be any, or regexp: and a regular expression of Go",
	Doc: `The description of the field calls it a regular expression, but without ` + "`regexp:`" + ` before it, or where Go cannot read the expression
(RE2: no lookahead), it matches no tag. The updater logs one warning and reports the current tag as the newest.`,
	Upstream: []string{docsImages, issues + "505"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		read(c, it).everySettings(func(b block) {
			n, path := b.field("allowTags")
			value, ok := text(n)
			if !ok {
				return
			}
			filter, err := imageupdater.ParseAllowTags(value)
			switch {
			case err != nil:
				p := rule.Problem{Path: path, At: n, Message: err.Error(), Current: value}
				if _, err := regexp.Compile(value); err == nil && (strings.HasPrefix(value, "^") || strings.HasSuffix(value, "$")) {
					p.Proposed = "regexp:" + value
				}
				problems = append(problems, p)
			case !filter.AdmitsTag():
				problems = append(problems, rule.Problem{
					Path: path, At: n, Current: value, Message: fmt.Sprintf("allow-tags %q must let some tag through: no tag can be as it says", value),
				})
			}
		})
		return problems
	},
	Bad:  exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: '^sha-[0-9a-f]{7}$'}\n",
	Good: exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$'}\n",
}
