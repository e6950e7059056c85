// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

type replacedKey struct{}

var parentReplacesChildren = &rule.Rule{
	ID:       "parent-replaces-children",
	Severity: krm.Error,
	Title:    "An Application of Applications whose images are updated live must not replace them",
	Doc: `With ` + "`Replace=true`" + ` the parent writes every child as a whole at a sync. What Image Updater wrote into the live child is not in Git, so
it is gone, even where the child in Git has no list of images. Delete the option, or let the parent ignore
` + "`/spec/source/kustomize/images` of kind Application, with `RespectIgnoreDifferences=true`" + `.`,
	Upstream: []string{syncOptionsPage + "#replace-resource-instead-of-applying-changes", "https://github.com/argoproj-labs/argocd-image-updater/issues/896"},
	Kinds:    []rule.Kind{view.Application},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		i, option := optionNamed(s, "Replace=true")
		if option == nil {
			return nil
		}
		children := rule.Memo(c, replacedKey{}, func() map[*krm.Item][]*krm.Item {
			all := map[*krm.Item][]*krm.Item{}
			for _, child := range c.Of(argocd.Group, argocd.KindApplication) {
				if parent := parentOf(c, child); parent != nil && followedLive(c, child) {
					all[parent] = append(all[parent], child)
				}
			}
			return all
		})
		for _, child := range children[it] {
			if keepsImages(c, it, child) {
				continue
			}
			_, path := s.SyncOptions()
			return one(rule.Problem{Path: view.At(path, i), At: option, Current: option.Value, Message: fmt.Sprintf(
				"every sync drops the images that Image Updater wrote into Application %q: delete the option, or ignore \"/spec/source/kustomize/images\" with %q",
				child.Name, argocd.SyncOptionRespectIgnoreDifferences)})
		}
		return nil
	},
	Bad: exampleChild + "---\n" + exampleParent + `    syncOptions: [Replace=true]
`,
	Good: exampleChild + "---\n" + exampleParent + `    syncOptions: [Replace=true, RespectIgnoreDifferences=true]
  ignoreDifferences:
  - group: argoproj.io
    kind: Application
    jsonPointers: [/spec/source/kustomize/images]
`,
}
