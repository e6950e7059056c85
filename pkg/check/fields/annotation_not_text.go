// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var annotationNotText = &rule.Rule{
	ID:       "annotation-not-text",
	Severity: krm.Error,
	Title:    "An annotation or label must be a string",
	Doc: `A value that YAML reads as a number or a boolean (` + "`argocd.argoproj.io/sync-wave: 1`, `prometheus.io/scrape: true`" + `) must be in quotes.
The API server refuses the whole object, which is seen at the sync only; until then Argo CD reads none of its annotations, so
sync waves, hooks and options on it do not count either. The resources of Argo CD and Image Updater themselves are checked
field by field.`,
	Upstream: []string{"https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/"},
	Kinds:    []rule.Kind{{Group: rule.AnyGroup}},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		if it.LocalConfig() || hasFields(it) {
			return nil
		}
		w := walk{c: c, it: it}
		w.textsAt("metadata", "annotations")
		w.textsAt("metadata", "labels")
		if group := it.Group(); group == "apps" || group == "batch" || it.Kind == "Rollout" {
			w.textsAt("spec", "template", "metadata", "annotations")
			w.textsAt("spec", "template", "metadata", "labels")
		}
		return w.wrong
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: app
  annotations:
    argocd.argoproj.io/sync-wave: 1
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: app
  annotations:
    argocd.argoproj.io/sync-wave: "1"
`,
}

// hasFields reports whether a resource is one of those that are checked field by field.
func hasFields(it *krm.Item) bool {
	for _, k := range kinds {
		if it.Is(k.Group, k.Name) {
			return true
		}
	}
	return false
}
