// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var projectServiceAccountNotValid = &rule.Rule{
	ID:       "project-service-account-not-valid",
	Severity: krm.Error,
	Title:    "A destination service account must name one account, and no denied destination",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. A name with a pattern, a slash or an exclamation mark, or none, is no ServiceAccount, and a sync
with impersonation fails. Write ` + "`name`" + ` or ` + "`namespace:name`" + `.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for i, e := range view.Entries(it.Lookup("spec", "destinationServiceAccounts")) {
			at := view.At("spec.destinationServiceAccounts", i)
			for _, field := range []string{"server", "namespace"} {
				if n := krm.Lookup(e, field); n != nil && strings.Contains(n.Value, "!") {
					problems = append(problems, rule.Problem{Path: at + "." + field, At: n, Current: n.Value, Message: fmt.Sprintf("%s %q must not hold '!'", field, n.Value)})
				}
			}
			n := krm.Lookup(e, "defaultServiceAccount")
			switch {
			case n == nil || n.ShortTag() != "!!str" || view.Templated(n.Value): // none, and one that is no text, are reported as such
			case strings.Trim(n.Value, " ") == "" || strings.ContainsAny(n.Value, "!*[]{}\\/"):
				problems = append(problems, rule.Problem{Path: at + ".defaultServiceAccount", At: n, Current: n.Value, Message: fmt.Sprintf("defaultServiceAccount %q must be the name of one ServiceAccount, without any of ! * [ ] { } \\ /", n.Value)})
			}
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  destinationServiceAccounts:
  - {server: 'https://kubernetes.default.svc', namespace: shop, defaultServiceAccount: 'deployer-*'}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  destinationServiceAccounts:
  - {server: 'https://kubernetes.default.svc', namespace: shop, defaultServiceAccount: deployer}
`,
}
