// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var settingUnknown = &rule.Rule{
	ID:       "setting-unknown",
	Severity: krm.Error,
	Title:    "A key of argocd-cm or argocd-cmd-params-cm must be one that Argo CD reads",
	Doc: `Argo CD ignores a key that it does not know, without a message. Most often it is a typing mistake: then the rule is
an error and names the nearest key. A key that is near to none is a warning, since another program may read it; in
argocd-cmd-params-cm it is not reported.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, name := range []string{argocd.ConfigMap, argocd.ConfigMapParams} {
			problems = append(problems, each(it, name, func(pair view.Pair) []rule.Problem {
				key := pair.Key.Value
				if argocd.KeyHolder(key) != "" {
					return nil
				}
				near, ok := argocd.NearestKey(name, key)
				switch {
				case ok:
					p := problem(pair.Key, key, "key %q is never read: did you mean %q?", key, near)
					return []rule.Problem{p}
				case name == argocd.ConfigMapParams:
					return nil
				}
				p := problem(pair.Key, key, "key %q is none that Argo CD reads", key)
				p.Severity = krm.Warning
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
  user.anonymous.enabled: 'false'
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  users.anonymous.enabled: 'false'
  extension.config.metrics: ''
`,
}
