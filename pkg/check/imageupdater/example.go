// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// exampleSpec is the spec of an Application that no rule finds fault with.
const exampleSpec = `spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy:
    automated: {prune: true, selfHeal: true}
`

// example is an Application with annotations of the updater, each `key: value` without the prefix.
func example(annotations ...string) string { return exampleWith(exampleSpec, annotations...) }

// exampleWith is example with another spec.
func exampleWith(spec string, annotations ...string) string {
	var b strings.Builder
	b.WriteString("\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: app\n  namespace: argocd\n  annotations:\n")
	for _, a := range annotations {
		b.WriteString("    " + updater.Prefix + "/" + a + "\n")
	}
	return b.String() + spec
}

// Upstream's pages that several rules name.
const (
	docsImages  = "https://argocd-image-updater.readthedocs.io/en/stable/configuration/images/"
	docsApps    = "https://argocd-image-updater.readthedocs.io/en/stable/configuration/applications/"
	docsMethods = "https://argocd-image-updater.readthedocs.io/en/stable/basics/update-methods/"
	docsUpdate  = "https://argocd-image-updater.readthedocs.io/en/stable/basics/update-strategies/"
	issues      = "https://github.com/argoproj-labs/argocd-image-updater/issues/"
)
