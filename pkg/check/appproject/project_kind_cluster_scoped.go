// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var projectKindClusterScoped = &rule.Rule{
	ID:       "project-kind-cluster-scoped",
	Severity: krm.Error,
	Title:    "A list of namespaced kinds must not name a cluster-scoped kind",
	Doc: `Argo CD asks the lists ` + "`namespaceResource…`" + ` only for kinds that stand in a namespace. An entry for a cluster-scoped
kind has no effect: in a whitelist it allows nothing, in a blacklist it forbids nothing, and nothing says so. Move
the entry to the ` + "`clusterResource…`" + ` list.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#projects"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return wrongScope(it, "namespaceResourceWhitelist", "namespaceResourceBlacklist", argocd.ClusterScoped)
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  namespaceResourceBlacklist:
  - {group: '', kind: Namespace}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  clusterResourceBlacklist:
  - {group: '', kind: Namespace}
`,
}
