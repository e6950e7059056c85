// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var customizationKeyNotValid = &rule.Rule{
	ID:       "customization-key-not-valid",
	Severity: krm.Error,
	Title:    "A key of resource.customizations must name a known type, and a kind with its group before one underscore",
	Doc: `The key is ` + "`resource.customizations.<type>.<group>_<kind>`" + `, with the kind alone for the core group and ` + "`all`" + ` for all
kinds. A type that Argo CD does not know, or a second underscore (` + "`apps_v1_Deployment`" + `), is an error for **all**
customizations: none is read any more. A group that the kind does not have is no error and never matches:
` + "`v1_Secret` and `core_Secret`" + `, for which one writes ` + "`Secret`" + `, and ` + "`Deployment`" + ` without ` + "`apps_`" + `. The difference that
should be ignored is not, and a sync overwrites it.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/#system-level-configuration"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return each(it, argocd.ConfigMap, func(pair view.Pair) []rule.Problem {
			rest, ok := strings.CutPrefix(pair.Key.Value, "resource.customizations.")
			typ, groupKind, isSplit := strings.Cut(rest, ".")
			if !ok || !isSplit {
				return nil
			}
			if !isType(typ) {
				hint := ""
				if near, ok := nearest.Name(typ, types[:]); ok {
					hint = fmt.Sprintf(": did you mean %q?", near)
				}
				return []rule.Problem{problem(pair.Key, pair.Key.Value, "customization type %q is unknown, so no customization at all is read%s", typ, hint)}
			}
			prefix := "resource.customizations." + typ + "."
			group, kind, grouped := strings.Cut(groupKind, "_")
			switch {
			case groupKind == "" || strings.Contains(kind, "_"):
				return []rule.Problem{problem(pair.Key, pair.Key.Value, "%q must be \"<group>_<kind>\" or \"<kind>\", without a version: otherwise no customization at all is read", groupKind)}
			case groupKind == "all":
				return nil
			case !grouped:
				group, kind = "", groupKind
			case isVersion(group):
				group = "v1"
			}
			meant, err := argocd.CheckIgnoredGroup(group, kind)
			if err == nil {
				return nil
			}
			right := prefix + kind
			if meant != "" {
				right = prefix + meant + "_" + kind
			}
			p := problem(pair.Key, pair.Key.Value, "%q never matches, since no kind %s has that group: write %q", groupKind, kind, right)
			p.Proposed = right
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
  resource.customizations.ignoreDifferences.v1_Secret: |
    jsonPointers: [/data]
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  resource.customizations.ignoreDifferences.Secret: |
    jsonPointers: [/data]
  resource.customizations.health.cert-manager.io_Certificate: return {}
`,
}

var types = [...]string{"health", "useOpenLibs", "actions", "ignoreDifferences", "ignoreResourceUpdates", "knownTypeFields"}

func isType(name string) bool {
	for _, t := range types {
		if t == name {
			return true
		}
	}
	return false
}

// isVersion reports whether a text is a version of an API, such as v1 or v1beta1.
func isVersion(text string) bool {
	rest, ok := strings.CutPrefix(text, "v")
	return ok && rest != "" && rest[0] >= '1' && rest[0] <= '9' && !strings.ContainsAny(rest, ".-")
}
