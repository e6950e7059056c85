// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

type ignoredKey struct{}

// ignored returns the ignoreDifferences rules of an Application. A dozen rules here ask for them, so they are read once.
func ignored(c *rule.Context, it *krm.Item) []view.IgnoreRule {
	all := rule.Memo(c, ignoredKey{}, func() map[*krm.Item][]view.IgnoreRule { return map[*krm.Item][]view.IgnoreRule{} })
	rules, known := all[it]
	if !known {
		rules = view.SpecOf(it).IgnoreRules()
		all[it] = rules
	}
	return rules
}
