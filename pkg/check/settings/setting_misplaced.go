// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var settingMisplaced = &rule.Rule{
	ID:       "setting-misplaced",
	Severity: krm.Error,
	Title:    "A key must stand in the ConfigMap that is read for it",
	Doc: `Argo CD has one ConfigMap for its settings (argocd-cm), one for the parameters of its processes
(argocd-cmd-params-cm) and one for the policy (argocd-rbac-cm). A key in another one is ignored without a message.
Keys of argocd-secret in a ConfigMap are ignored too, and readable to everyone who may read ConfigMaps.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/", "https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cmd-params-cm-yaml/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, name := range []string{argocd.ConfigMap, argocd.ConfigMapParams} {
			problems = append(problems, each(it, name, func(pair view.Pair) []rule.Problem {
				holder := argocd.KeyHolder(pair.Key.Value)
				if holder == "" || holder == name {
					return nil
				}
				p := problem(pair.Key, pair.Key.Value, "key %q is not read here: it belongs in %s", pair.Key.Value, holder)
				if holder == argocd.Secret {
					p.Message += ", which must not stand in Git"
				}
				return []rule.Problem{p}
			})...)
		}
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  server.insecure: 'true'
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cmd-params-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  server.insecure: 'true'
`,
}
