// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"encoding/json"
	"fmt"
	"sort"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// lastApplied is where kubectl apply keeps a copy of what it applied.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

var secretInLastApplied = &rule.Rule{
	ID:       "secret-in-last-applied",
	Severity: krm.Error,
	Title:    "The last-applied annotation of a Secret must not stand in Git",
	Doc: "`kubectl apply`" + ` keeps a copy of what it applied in the annotation
` + "`kubectl.kubernetes.io/last-applied-configuration`" + `. In a Secret that was taken from a cluster it still holds all
values, after the ones under data were deleted. Delete the annotation, and replace the credentials by new ones.`,
	Upstream: []string{"https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#how-apply-calculates-differences-and-merges-changes"},
	Kinds:    []rule.Kind{view.Secret},
	Check: rule.InGit(func(_ *rule.Context, it *krm.Item) []rule.Problem {
		for _, a := range view.Annotations(it) {
			if a.Key.Value != lastApplied || a.Value == nil {
				continue
			}
			var copied map[string]any
			// The values must not be shown, and the words of this error could hold one.
			if json.Unmarshal([]byte(a.Value.Value), &copied) != nil {
				return nil
			}
			var keys []string
			for _, field := range []string{"data", "stringData"} {
				values, _ := copied[field].(map[string]any) // nil for what is no Secret
				for key, value := range values {
					if text, ok := value.(string); ok && !isFiller(text, field == "data") && !krm.Declares(it.Node(), field, key, text) {
						keys = append(keys, key)
					}
				}
			}
			if len(keys) == 0 {
				return nil
			}
			sort.Strings(keys)
			return []rule.Problem{{
				Path: view.AnnotationPath(lastApplied), At: a.Key,
				Message: fmt.Sprintf("the annotation holds the values of the keys %q: delete it, and replace the credentials by new ones", keys),
			}}
		}
		return nil
	}),
	Bad: `
apiVersion: v1
kind: Secret
metadata:
  name: database
  namespace: shop
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"v1","kind":"Secret","metadata":{"name":"database"},"data":{"password":"Y29ycmVjdCBob3JzZQ=="}}
`,
	Good: `
apiVersion: v1
kind: Secret
metadata:
  name: database
  namespace: shop
`,
}
