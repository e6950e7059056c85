// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterIgnoreTagsNotValid = &rule.Rule{
	ID:       "updater-ignore-tags-not-valid",
	Severity: krm.Error,
	Title:    "Every entry of ignoreTags must be one glob",
	Doc: `An entry is a glob of Go (path/filepath.Match). One with ` + "`regexp:`" + ` before it, one with a comma in it and one that is no glob
match no tag, without a word in the log, so the tags that they should keep out are taken.`,
	Upstream: []string{docsImages, issues + "326"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return eachOf(read(c, it), "ignoreTags", imageupdater.CheckIgnoreTag)
	},
	Bad:  exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^[a-z0-9-]+$', ignoreTags: ['regexp:^pr-']}\n",
	Good: exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^[a-z0-9-]+$', ignoreTags: ['pr-*']}\n",
}

// eachOf checks every entry of a list in every commonUpdateSettings.
func eachOf(r *resource, list string, check func(string) error) []rule.Problem {
	var problems []rule.Problem
	r.everySettings(func(b block) {
		n, path := b.field(list)
		for i, e := range view.Entries(n) {
			value := krm.Text(e)
			if e.Kind != yaml.ScalarNode || e.ShortTag() != "!!str" || view.Templated(value) {
				continue
			}
			if err := check(value); err != nil {
				problems = append(problems, rule.Problem{Path: view.At(path, i), At: e, Message: err.Error(), Current: value})
			}
		}
	})
	return problems
}
