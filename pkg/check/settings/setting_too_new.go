// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var settingTooNew = &rule.Rule{
	ID:       "setting-too-new",
	Severity: krm.Warning,
	Title:    "A key of argocd-cm should be one that the version of Argo CD reads already",
	Doc:      `An Argo CD that is older than a key ignores it without a message, and what it protects is not protected.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return each(it, argocd.ConfigMap, func(pair view.Pair) []rule.Problem {
			if c.ArgoCD.Reads(argocd.ConfigMap, pair.Key.Value) {
				return nil
			}
			return []rule.Problem{problem(pair.Key, pair.Key.Value, "key %q is read from %s on: %s ignores it", pair.Key.Value, argocd.Since(argocd.ConfigMap, pair.Key.Value), c.ArgoCD)}
		})
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  server.rbac.rollback.enforce.enable: 'true'
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  application.sync.requireOverridePrivilegeForRevisionSync: 'true'
`,
}
