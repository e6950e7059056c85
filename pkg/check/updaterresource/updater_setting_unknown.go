// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterSettingUnknown = &rule.Rule{
	ID:       "updater-setting-unknown",
	Severity: krm.Error,
	Title:    "A key of argocd-image-updater-config must be one that Image Updater reads",
	Doc: `The Deployment of Image Updater takes each of its settings from one key of this ConfigMap, and every one of them is optional: a misspelt key
leaves the default in its place, without a message. With ` + "`registry.conf`" + ` no registry is configured at all. Only what is nearly a key of some
version is reported, since another program may read the rest.`,
	Upstream: []string{"https://argocd-image-updater.readthedocs.io/en/stable/install/installation/", "https://github.com/argoproj-labs/argocd-image-updater/blob/master/config/manager/manager.yaml"},
	Kinds:    []rule.Kind{view.ConfigMap, view.ConfigMapPatch},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		if it.Name != imageupdater.ConfigMap {
			return nil
		}
		var problems []rule.Problem
		for _, pair := range view.Pairs(it.Lookup("data")) {
			key := pair.Key.Value
			near, ok := c.ImageUpdater.NearestConfigKey(key)
			if !ok || view.Templated(key) || krm.Lookup(it.Lookup("data"), near) != nil {
				continue
			}
			problems = append(problems, rule.Problem{Path: "data[" + key + "]", At: pair.Key, Current: key, Proposed: near,
				Message: fmt.Sprintf("key %q is never read: did you mean %q?", key, near)})
		}
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-image-updater-config, namespace: argocd}
data:
  log-level: debug
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-image-updater-config, namespace: argocd}
data:
  log.level: debug
`,
}
