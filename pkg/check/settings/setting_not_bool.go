// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var settingNotBool = &rule.Rule{
	ID:       "setting-not-bool",
	Severity: krm.Warning,
	Title:    "A setting that is on or off must be \"true\" or \"false\"",
	Doc: `Argo CD compares these values with the text ` + "`true`" + `: ` + "`True`" + `, ` + "`yes`" + ` and ` + "`on`" + ` are taken for false, without a message.
` + "`admin.enabled`" + ` stays true with a word that is no boolean.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return each(it, argocd.ConfigMap, func(pair view.Pair) []rule.Problem {
			switch pair.Key.Value {
			case "admin.enabled", "users.anonymous.enabled", "exec.enabled", "statusbadge.enabled", "oidc.tls.insecure.skip.verify", "ui.bannerpermanent",
				"application.sync.impersonation.enabled", argocd.RequireOverrideForRevisionSync, "helm.enable", "kustomize.enable", "jsonnet.enable":
			default:
				return nil
			}
			switch pair.Value.Value {
			case "yes", "no", "on", "off", "Yes", "No", "On", "Off", "YES", "NO", "ON", "OFF", "True", "TRUE", "enabled", "disabled", "1", "0":
			default:
				return nil
			}
			if pair.Key.Value == "admin.enabled" && (pair.Value.Value[0] == 'T' || pair.Value.Value == "1" || pair.Value.Value == "0") || !isText(pair.Value) {
				return nil // ParseBool reads it
			}
			return []rule.Problem{problem(pair.Value, pair.Key.Value, "%q must be \"true\" or \"false\", letter for letter", pair.Value.Value)}
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
  exec.enabled: 'yes'
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  exec.enabled: 'true'
`,
}
