// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var orphanWarningOff = &rule.Rule{
	ID:       "orphan-warning-off",
	Severity: krm.Info,
	Title:    "orphanedResources should say whether it warns",
	Doc: `Without ` + "`warn: true`" + ` orphaned resources are looked for and listed, and no Application has a warning: whoever waits for one waits for
ever. Say ` + "`warn: true`" + ` or ` + "`warn: false`" + `.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/orphaned-resources/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		n := it.Lookup("spec", "orphanedResources")
		if n == nil || n.ShortTag() != "!!map" || krm.Lookup(n, "warn") != nil || view.Misspelt(n, "warn") {
			return nil
		}
		return []rule.Problem{{Path: "spec.orphanedResources", At: n, Message: "no Application gets a warning without warn: true: say which of both is meant"}}
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  orphanedResources: {}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  orphanedResources: {warn: true}
`,
}
