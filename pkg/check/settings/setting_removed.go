// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var settingRemoved = &rule.Rule{
	ID:       "setting-removed",
	Severity: krm.Error,
	Title:    "A key of argocd-cm must be one that the version of Argo CD still reads",
	Doc: `Argo CD ignores a key that it does not read any more, without a message: what stands under it is simply not there.
` + "`configManagementPlugins`" + ` ended with v2.8, ` + "`repositories`" + ` and ` + "`repository.credentials`" + ` with v3.0, where repositories
are declared by Secrets.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/", "https://argo-cd.readthedocs.io/en/stable/operator-manual/upgrading/2.14-3.0/"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return each(it, argocd.ConfigMap, func(pair view.Pair) []rule.Problem {
			err := c.ArgoCD.CheckRemoved(pair.Key.Value)
			if err == nil {
				return nil
			}
			p := problem(pair.Key, pair.Key.Value, "%s", err)
			if pair.Key.Value == "server.rbac.log.enforce.enable" && pair.Value.Value == "true" {
				p.Severity = krm.Warning // it is so anyway
			}
			return []rule.Problem{p}
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
  repositories: |
    - url: https://github.com/owner/shop
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  url: https://argocd.example.org
`,
}
