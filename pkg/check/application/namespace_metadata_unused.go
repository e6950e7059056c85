// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var namespaceMetadataUnused = &rule.Rule{
	ID:       "namespace-metadata-unused",
	Severity: krm.Error,
	Title:    "managedNamespaceMetadata must have CreateNamespace=true beside it",
	Doc: `Argo CD puts the labels and annotations of ` + "`managedNamespaceMetadata`" + ` on the namespace only where it manages the namespace, which is
with ` + "`CreateNamespace=true`" + `. Without it the block is ignored and nothing says so: labels of Pod Security or of a service mesh are missing.`,
	Upstream: []string{syncOptionsPage + "#namespace-metadata"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		n, path := s.Field("syncPolicy", "managedNamespaceMetadata")
		if !isSet(n, nil) || s.MayHaveSyncOption(argocd.SyncOptionCreateNamespace) || !hasSource(s) || !whole(c, it) {
			return nil
		}
		return one(rule.Problem{Path: path, At: n,
			Message: fmt.Sprintf("is ignored without %q in syncOptions: add the option, or delete the block", argocd.SyncOptionCreateNamespace)})
	},
	Bad: exampleTop + `  syncPolicy:
    managedNamespaceMetadata:
      labels: {pod-security.kubernetes.io/enforce: restricted}
`,
	Good: exampleTop + `  syncPolicy:
    managedNamespaceMetadata:
      labels: {pod-security.kubernetes.io/enforce: restricted}
    syncOptions: [CreateNamespace=true]
`,
}
