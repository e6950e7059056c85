// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterNewestBuildWithoutAllowTags = &rule.Rule{
	ID:       "updater-newest-build-without-allow-tags",
	Severity: krm.Warning,
	Title:    "An image that follows the newest build should have allowTags",
	Doc: `Without a filter whatever was pushed last wins: a branch, a pull request, ` + "`latest`" + `, the tag of a signature. Two tags of one image
have the same date, and then the one that sorts last wins. Say by allowTags which tags may be deployed, or write ` + "`any`" + ` where you
mean all.`,
	Upstream: []string{docsStrategies, issues + "147"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		r.everyImage(func(ref *ref, im *image) {
			name, ok := text(im.name)
			e := r.effect(ref, im)
			// A constraint has rules of its own.
			if !ok || e.strategy != imageupdater.NewestBuild || e.lost != "" || im.parsed.Constraint != "" || r.filters(ref, im, e.allowTags) {
				return
			}
			problems = append(problems, rule.Problem{Path: im.path + ".imageName", At: im.name, Current: name, Message: fmt.Sprintf(
				"%q takes whatever was pushed last: give allowTags, or \"any\" where every tag may run", name)})
		})
		return problems
	},
	Bad:  exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build}\n",
	Good: exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$'}\n",
}

// filters reports whether some tags of an image are left out, or somebody says that none is, or what says so has a mistake.
func (r *resource) filters(ref *ref, im *image, allowTags *yaml.Node) bool {
	if allowTags != nil && allowTags.Value != "" {
		return true
	}
	for _, b := range [...]block{r.settings, ref.settings, im.settings} {
		allowed, _ := b.field("allowTags")
		ignored, _ := b.field("ignoreTags")
		if len(view.Entries(ignored)) > 0 || typo(allowed, "!!str") || typo(ignored, "!!seq") ||
			view.Misspelt(b.node, "allowTags", "ignoreTags") || view.Misspelt(b.node, "ignoreTags", "allowTags") {
			return true
		}
	}
	return false
}

// typo reports whether a field is there and of another type.
func typo(n *yaml.Node, tag string) bool {
	return n != nil && n.ShortTag() != tag && n.ShortTag() != "!!null"
}
