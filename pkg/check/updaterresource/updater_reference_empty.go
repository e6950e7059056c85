// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterReferenceEmpty = &rule.Rule{
	ID:       "updater-reference-empty",
	Severity: krm.Error,
	Title:    "Every entry of applicationRefs must have images, or read annotations",
	Doc: `The CustomResourceDefinition asks for ` + "`useAnnotations: true`" + ` or at least one entry in ` + "`images`" + ` in every entry, and for at least one
entry. The API server refuses the resource otherwise.`,
	Upstream: []string{crd, docsResource},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		list := it.Lookup("spec", "applicationRefs")
		if len(r.versions) > 0 && list != nil && list.Kind == yaml.SequenceNode && len(list.Content) == 0 {
			problems = append(problems, rule.Problem{
				Path: "spec.applicationRefs", At: list, Message: "must have an entry: the API server refuses the resource without",
			})
		}
		for _, ref := range r.refs {
			images := krm.Lookup(ref.node, "images")
			empty := images == nil || images.ShortTag() == "!!null" || images.Kind == yaml.SequenceNode && len(images.Content) == 0
			use := krm.Lookup(ref.node, "useAnnotations")
			unsure := ref.node.Kind != yaml.MappingNode || use != nil && use.ShortTag() != "!!bool" ||
				view.Misspelt(ref.node, "images") || view.Misspelt(ref.node, "useAnnotations")
			if empty && ref.annotations == nil && !unsure {
				problems = append(problems, rule.Problem{
					Path: ref.path, At: ref.node,
					Message: "must have `images`, or `useAnnotations: true` to read the annotations of the Applications: the API server refuses the resource",
				})
			}
		}
		return problems
	},
	Bad:  exampleRef,
	Good: exampleRef + "    useAnnotations: true\n",
}
