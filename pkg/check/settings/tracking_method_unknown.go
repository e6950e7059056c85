// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var trackingMethodUnknown = &rule.Rule{
	ID:       "tracking-method-unknown",
	Severity: krm.Error,
	Title:    "application.resourceTrackingMethod must be annotation, label or annotation+label",
	Doc: `Argo CD takes a method that it does not know for one of the known ones, which depends on the place in its code: what
belongs to an Application is then judged in two ways, and resources are reported as foreign or pruned.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return each(it, argocd.ConfigMap, func(pair view.Pair) []rule.Problem {
			method := pair.Value.Value
			if pair.Key.Value != "application.resourceTrackingMethod" || method == "annotation" || method == "label" || method == "annotation+label" || method == "" {
				return nil
			}
			p := problem(pair.Value, pair.Key.Value, "tracking method %q must be \"annotation\", \"label\" or \"annotation+label\"", method)
			if near, ok := nearest.Name(method, []string{"annotation", "label", "annotation+label"}); ok {
				p.Proposed = near
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
  application.resourceTrackingMethod: annotations
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  application.resourceTrackingMethod: annotation
`,
}
