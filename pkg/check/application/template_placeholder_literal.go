// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var templatePlaceholderLiteral = &rule.Rule{
	ID:       "template-placeholder-literal",
	Severity: krm.Error,
	Title:    "An ApplicationSet must have goTemplate: true for placeholders with a dot before the name",
	Doc: `Without ` + "`goTemplate: true`" + ` an ApplicationSet knows placeholders such as ` + "`{{path.basename}}`" + ` only. One of Go's templates,
` + "`{{.path.basename}}`" + `, is a name that no generator gives, so it stays in the text as it is: the Application gets a name that the API server
refuses, or a path with braces. Set ` + "`spec.goTemplate: true`" + `, or write the placeholder without the dot.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/"},
	Kinds:    []rule.Kind{view.ApplicationSet},
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if is, ok := goTemplate(it); is || !ok {
			return nil
		}
		return placeholders(it, func(inner string) (rule.Problem, bool) {
			for word := range strings.FieldsSeq(inner) {
				word = strings.TrimLeft(word, "(")
				if len(word) > 1 && word[0] == '.' && 'a' <= word[1] && word[1] <= 'z' {
					return rule.Problem{Message: fmt.Sprintf(
						"the placeholder \"{{%s}}\" stays in the text as it is: set spec.goTemplate to true, or write it without the dot", inner)}, true
				}
			}
			return rule.Problem{}, false
		})
	},
	Bad: exampleGenerated + `  template:
    metadata: {name: '{{.app}}'}
` + exampleGeneratedSpec,
	Good: exampleGenerated + `  goTemplate: true
  template:
    metadata: {name: '{{.app}}'}
` + exampleGeneratedSpec,
}

const exampleGenerated = `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: apps, namespace: argocd}
spec:
  generators:
  - list: {elements: [{app: one}, {app: two}]}
`

const exampleGeneratedSpec = `    spec:
      project: app
      source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
      destination: {server: 'https://kubernetes.default.svc', namespace: app}
`
