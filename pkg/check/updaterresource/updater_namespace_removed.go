// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterNamespaceRemoved = &rule.Rule{
	ID:       "updater-namespace-removed",
	Severity: krm.Error,
	Title:    "An ImageUpdater must not have spec.namespace, and must be in the namespace of its Applications",
	Doc: `From v1.1.1 on the updater looks for Applications in the namespace of the ImageUpdater and ignores ` + "`spec.namespace`" + `; v1.2 removed
the field, so the sync fails there, or the field is dropped. An ImageUpdater elsewhere finds no Application, and is Ready all the
same. Put it in the namespace of the Applications, mostly argocd, and remove the field.

It is a warning where nobody names a version, the field repeats the namespace or the namespace is not given.`,
	Upstream: []string{issues + "1491", "https://github.com/argoproj-labs/argocd-image-updater/pull/1590"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		n := it.Lookup("spec", "namespace")
		value, ok := text(n)
		r := read(c, it)
		removed, maybe := r.from(2)
		elsewhere := ok && it.Namespace != "" && !view.Templated(it.Namespace) && value != it.Namespace
		p := rule.Problem{Path: "spec.namespace", At: n, Current: value}
		if n != nil && len(r.versions) > 0 {
			for _, pair := range view.Pairs(it.Lookup("spec")) {
				if pair.Key.Value == "namespace" {
					p.At = pair.Key
				}
			}
		}
		switch {
		case n == nil || len(r.versions) == 0:
			return nil
		case elsewhere:
			p.Message = fmt.Sprintf("%q is ignored: the updater looks for Applications in %q, where the ImageUpdater is; move it to %q and remove the field", value, it.Namespace, value)
		case removed:
			p.Message = "must not be given: v1.2 removed it, and the updater looks in the namespace of the ImageUpdater; remove it"
		case maybe:
			p.Severity = krm.Warning
			p.Message = "must not be given from v1.2 on, which removed it; v1.1 ignores it. The updater looks in the namespace of the ImageUpdater; remove it"
		default:
			return nil
		}
		return []rule.Problem{p}
	},
	Bad: `
apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata: {name: app, namespace: image-updater}
spec:
  namespace: argocd
  applicationRefs:
  - namePattern: app
    useAnnotations: true
`,
	Good: exampleRef + `    useAnnotations: true
`,
}
