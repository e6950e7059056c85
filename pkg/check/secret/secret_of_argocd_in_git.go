// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var secretOfArgocdInGit = &rule.Rule{
	ID:       "secret-of-argocd-in-git",
	Severity: krm.Warning,
	Title:    "The data of argocd-secret should not be declared in Git",
	Doc: `Argo CD writes its own state into argocd-secret: the hash of the administrator's password, the tokens of all
accounts, the key that signs sessions. A sync of a declared one writes what Git says over it: tokens stop working,
everybody is logged out, or the password is a placeholder. Declare it without data, as Argo CD's own manifests do,
or not at all.`,
	Upstream: []string{"https://github.com/argoproj/argo-cd/issues/8970", "https://github.com/argoproj/argo-cd/issues/18530"},
	Kinds:    []rule.Kind{view.Secret},
	Check: rule.InGit(func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if it.Name != argocd.Secret || it.LocalConfig() || it.Lookup("sops") != nil {
			return nil
		}
		if filledByVault(it) {
			return nil
		}
		for _, field := range []string{"data", "stringData"} {
			for _, pair := range view.Pairs(it.Lookup(field)) {
				if pair.Value == nil || view.Templated(pair.Value.Value) {
					continue
				}
				return []rule.Problem{{
					Path: field, At: pair.Key,
					Message: "argocd-secret should be declared without " + field + ": a sync writes it over the tokens, the password and the key that Argo CD keeps there",
				}}
			}
		}
		return nil
	}),
	Bad: `
apiVersion: v1
kind: Secret
metadata: {name: argocd-secret, namespace: argocd}
stringData:
  admin.password: <hash>
`,
	Good: `
apiVersion: v1
kind: Secret
metadata: {name: argocd-secret, namespace: argocd}
type: Opaque
`,
}
