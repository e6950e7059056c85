// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var projectKindNamespaced = &rule.Rule{
	ID:       "project-kind-namespaced",
	Severity: krm.Error,
	Title:    "A list of cluster-scoped kinds must not name a namespaced kind",
	Doc: `Argo CD asks the lists ` + "`clusterResource…`" + ` only for kinds that stand in no namespace. An entry for a namespaced kind
has no effect: in a whitelist it allows nothing, in a blacklist it forbids nothing, and nothing says so. Move the
entry to the ` + "`namespaceResource…`" + ` list.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#projects"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return wrongScope(it, "clusterResourceWhitelist", "clusterResourceBlacklist", argocd.Namespaced)
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  clusterResourceWhitelist:
  - {group: networking.k8s.io, kind: Ingress}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  namespaceResourceWhitelist:
  - {group: networking.k8s.io, kind: Ingress}
`,
}
