// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterStrategyUnknown = &rule.Rule{
	ID:       "updater-strategy-unknown",
	Severity: krm.Error,
	Title:    "updateStrategy must be semver, newest-build, alphabetical or digest",
	Doc: `The CustomResourceDefinition takes any word. The updater uses semver for one that it does not know, with one warning in its log,
and semver finds nothing among tags such as sha-0123abc. The old words latest and name are still read.`,
	Upstream: []string{docsStrategies, crd},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		read(c, it).everySettings(func(b block) {
			n, path := b.field("updateStrategy")
			value, ok := text(n)
			if _, known := strategyOf(value); !ok || known {
				return
			}
			names := imageupdater.StrategyNames()
			p := rule.Problem{Path: path, At: n, Current: value}
			p.Message = fmt.Sprintf("%q must be one of %s: the updater uses semver instead", value, strings.Join(names, ", "))
			if near, ok := nearest.Name(strings.TrimSpace(value), names); ok {
				p.Message += fmt.Sprintf("; did you mean %q?", near)
				p.Proposed = near
			}
			problems = append(problems, p)
		})
		return problems
	},
	Bad:  exampleImage + "      commonUpdateSettings: {updateStrategy: newest-biuld, allowTags: 'regexp:^sha-[0-9a-f]{7}$'}\n",
	Good: exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$'}\n",
}
