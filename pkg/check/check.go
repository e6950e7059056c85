// SPDX-License-Identifier: Apache-2.0

// Package check holds all rules together and runs them: what validate-delivery does.
package check

import (
	"github.com/fairlead-krm/fairlead/pkg/check/application"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Rules returns every rule, by package and then in the order of the package.
func Rules() []*rule.Rule {
	var all []*rule.Rule
	for _, rules := range [][]*rule.Rule{application.Rules} {
		all = append(all, rules...)
	}
	return all
}
