// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// kustomizations are the kinds that have generators.
var kustomizations = []rule.Kind{{Group: "kustomize.config.k8s.io", Name: "Kustomization"}, {Group: "kustomize.config.k8s.io", Name: "Component"}}

var secretGeneratorWithValue = &rule.Rule{
	ID:       "secret-generator-with-value",
	Severity: krm.Error,
	Title:    "A secretGenerator must not have literals with values",
	Doc: `A literal of a ` + "`secretGenerator`" + ` is a value of a Secret in plain text: everyone who may read the repository, and every one of its
copies, has it. Replace the credential by a new one, and leave the value out of Git: a Secret that is applied by hand, sealed,
encrypted, or fetched by an operator. Placeholders are not reported.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/secret-management/", "https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/secretgenerator/"},
	Kinds:    kustomizations,
	Check: rule.InGit(func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		eachLiteral(it, "secretGenerator", func(l literal) {
			if !isFiller(l.value, false) {
				problems = append(problems, rule.Problem{Path: l.path, At: l.node, Message: fmt.Sprintf(
					"literal %q of a secretGenerator must not hold a value: replace the credential by a new one, and leave the value out of Git", l.key)})
			}
		})
		return problems
	}),
	Bad: `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
secretGenerator:
- name: database
  literals:
  - password=correct horse battery
`,
	Good: `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
secretGenerator:
- name: database
  literals:
  - password=<password>
`,
}
