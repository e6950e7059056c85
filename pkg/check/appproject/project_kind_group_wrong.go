// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var projectKindGroupWrong = &rule.Rule{
	ID:       "project-kind-group-wrong",
	Severity: krm.Warning,
	Title:    "The group of a kind in a list of an AppProject must be the one that has the kind",
	Doc: `The core group (` + "`group: ''`" + `) has a fixed set of kinds. An entry for another one, such as NetworkPolicy, matches
nothing: in a whitelist it allows nothing, in a blacklist it forbids nothing. An example of the documentation has
this mistake. Write the group of the kind's apiVersion.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#projects"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, e := range entriesOf(it, "clusterResourceWhitelist", "clusterResourceBlacklist", "namespaceResourceWhitelist", "namespaceResourceBlacklist") {
			groups := argocd.GroupsOf(e.kind)
			if e.groupNode == nil || e.groupNode.Kind != yaml.ScalarNode || e.groupNode.Value != "" || len(groups) == 0 {
				continue
			}
			p := rule.Problem{Path: e.path + ".group", At: e.groupNode, Current: "", Message: fmt.Sprintf("the core group has no kind %q, so the entry matches nothing: write the group %s", e.kind, strings.Join(groups, " or "))}
			if len(groups) == 1 {
				p.Proposed = groups[0]
			}
			problems = append(problems, p)
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
  namespaceResourceBlacklist:
  - {group: '', kind: NetworkPolicy}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  namespaceResourceBlacklist:
  - {group: networking.k8s.io, kind: NetworkPolicy}
`,
}
