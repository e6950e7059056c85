// SPDX-License-Identifier: Apache-2.0

package application

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// everything are the kinds of rules on annotations, which Argo CD reads on every resource that it applies.
var everything = []rule.Kind{{Group: rule.AnyGroup}}

var resourceOptionUnknown = &rule.Rule{
	ID:       "resource-option-unknown",
	Severity: krm.Error,
	Title:    "An option in sync-options or compare-options must be one that the version of Argo CD knows there",
	Doc: `The annotations ` + "`argocd.argoproj.io/sync-options` and `argocd.argoproj.io/compare-options`" + ` hold options with commas between them,
compared letter for letter. What is not known there is ignored without a word: a Secret with ` + "`prune=false`" + ` is pruned, and
` + "`CreateNamespace=true`" + ` on a resource creates nothing, since it belongs into the Application's syncOptions.`,
	Upstream: []string{syncOptionsPage, "https://argo-cd.readthedocs.io/en/stable/user-guide/compare-options/"},
	Kinds:    everything,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		eachAnnotation(it, func(key, value *yaml.Node, path string) {
			check, meant := c.ArgoCD.CheckResourceSyncOption, c.ArgoCD.MeantResourceSyncOption
			switch key.Value {
			case argocd.AnnotationSyncOptions:
			case argocd.AnnotationCompareOptions:
				check, meant = c.ArgoCD.CheckCompareOption, c.ArgoCD.MeantCompareOption
			default:
				return
			}
			if !isText(value) || view.Templated(value.Value) {
				return
			}
			problems = append(problems, wrongWords(value, path, func(option string) (string, error) { return meant(option), check(option) })...)
		})
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: app
  annotations:
    argocd.argoproj.io/sync-options: Prune=false,Replace=yes
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: app
  annotations:
    argocd.argoproj.io/sync-options: Prune=false, Replace=true
    argocd.argoproj.io/compare-options: IgnoreExtraneous
`,
}

// eachAnnotation calls do for the annotations of Argo CD on a resource, and for those in the template of an ApplicationSet.
func eachAnnotation(it *krm.Item, do func(key, value *yaml.Node, path string)) {
	for _, a := range view.Annotations(it) {
		if argocd.IsAnnotation(a.Key.Value) {
			do(a.Key, a.Value, view.AnnotationPath(a.Key.Value))
		}
	}
	if it.Is(argocd.Group, argocd.KindApplicationSet) {
		for _, a := range view.Pairs(it.Lookup("spec", "template", "metadata", "annotations")) {
			if argocd.IsAnnotation(a.Key.Value) {
				do(a.Key, a.Value, "spec.template.metadata.annotations["+a.Key.Value+"]")
			}
		}
	}
}
