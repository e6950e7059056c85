// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var listElementNotText = &rule.Rule{
	ID:       "list-element-not-text",
	Severity: krm.Error,
	Title:    "The values of a list generator must be strings without goTemplate: true",
	Doc: `Without ` + "`goTemplate: true`" + ` an ApplicationSet takes strings only from the elements of a list: a number, a boolean or a list
(` + "`port: 8080`, `prune: true`" + `) is "error parsing value as string", and the ApplicationSet makes nothing at all. Put the value in quotes,
or set ` + "`spec.goTemplate: true`" + `. Only ` + "`values`" + ` may be a mapping, of strings.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-List/", "https://github.com/argoproj/argo-cd/blob/master/applicationset/generators/list.go"},
	Kinds:    []rule.Kind{view.ApplicationSet},
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if is, ok := goTemplate(it); is || !ok {
			return nil
		}
		return listElements(it.Lookup("spec", "generators"), "spec.generators", 0)
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: apps, namespace: argocd}
spec:
  generators:
  - list: {elements: [{app: one, port: 8080}]}
  template:
    metadata: {name: '{{app}}-{{port}}'}
` + exampleGeneratedSpec,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: apps, namespace: argocd}
spec:
  generators:
  - list: {elements: [{app: one, port: '8080'}]}
  template:
    metadata: {name: '{{app}}-{{port}}'}
` + exampleGeneratedSpec,
}

// listElements returns the problems of the list generators among generators, and of those that these combine.
func listElements(generators *yaml.Node, path string, depth int) []rule.Problem {
	if depth > 4 {
		return nil
	}
	var problems []rule.Problem
	for i, g := range view.Entries(generators) {
		at := view.At(path, i)
		for j, e := range view.Entries(krm.Lookup(g, "list", "elements")) {
			problems = append(problems, notTexts(e, view.At(at+".list.elements", j), true)...)
		}
		for _, combined := range []string{"matrix", "merge"} {
			problems = append(problems, listElements(krm.Lookup(g, combined, "generators"), at+"."+combined+".generators", depth+1)...)
		}
	}
	return problems
}

func notTexts(element *yaml.Node, path string, top bool) []rule.Problem {
	var problems []rule.Problem
	for _, pair := range view.Pairs(element) {
		key, value := pair.Key.Value, pair.Value
		// A date is text to those who read YAML as JSON.
		if pair.Key.Tag == "!!merge" || value == nil || value.ShortTag() == "!!str" || value.ShortTag() == "!!timestamp" {
			continue
		}
		if top && key == "values" && value.Kind == yaml.MappingNode {
			problems = append(problems, notTexts(value, path+".values", false)...)
			continue
		}
		problems = append(problems, rule.Problem{Path: path + "." + key, At: value,
			Message: fmt.Sprintf("the value of %q must be a string without goTemplate: true, or the ApplicationSet makes nothing: put it in quotes", key)})
	}
	return problems
}
