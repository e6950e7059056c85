// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterAliasNotValid = &rule.Rule{
	ID:       "updater-alias-not-valid",
	Severity: krm.Error,
	Title:    "The alias of an image must be letters, digits, '.', '_' and '-'",
	Doc:      `The CustomResourceDefinition has a pattern for it, and the API server refuses the resource otherwise.`,
	Upstream: []string{crd},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, ref := range read(c, it).refs {
			for _, im := range ref.images {
				if value, ok := text(im.alias); ok && !aliasGrammar(value) {
					problems = append(problems, rule.Problem{
						Path: im.path + ".alias", At: im.alias, Current: value,
						Message: fmt.Sprintf("%q must be letters, digits, '.', '_' and '-', and begin with a letter or a digit: the API server refuses the resource", value),
					})
				}
			}
		}
		return problems
	},
	Bad: exampleRef + `    images:
    - alias: owner/app
      imageName: ghcr.io/owner/app
`,
	Good: exampleImage,
}

func aliasGrammar(alias string) bool {
	for i := range len(alias) {
		c := alias[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && (i == 0 || c != '.' && c != '_' && c != '-') {
			return false
		}
	}
	return true
}
