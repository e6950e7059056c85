// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterResourceNotRead = &rule.Rule{
	ID:       "updater-resource-not-read",
	Severity: krm.Error,
	Title:    "An ImageUpdater needs Image Updater v1",
	Doc: `Image Updater up to v0.18 reads annotations of Applications only. Its installation has no CustomResourceDefinition for
ImageUpdater, so the sync fails; where the definition stayed behind from a v1 that was taken back, the resource is stored and
nothing reads it. Configure the images by annotations, or name the v1 that runs as the target.

Nothing is said at the version v0.12.2, which is assumed where nobody names one.`,
	Upstream:     []string{"https://argocd-image-updater.readthedocs.io/en/stable/configuration/migration/"},
	ImageUpdater: rule.Range{From: rule.Minor{0, 14}, Before: rule.Minor{1, 0}},
	Kinds:        kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return []rule.Problem{{
			Path: "kind", At: it.Lookup("kind"), Current: it.Kind,
			Message: fmt.Sprintf("Image Updater %s must be configured by annotations: it reads no ImageUpdater", c.ImageUpdater),
		}}
	},
	Target: rule.Target{ImageUpdater: "v0.18"},
	Bad:    exampleImage,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: app
  namespace: argocd
  annotations:
    argocd-image-updater.argoproj.io/image-list: app=ghcr.io/owner/app
    argocd-image-updater.argoproj.io/app.update-strategy: newest-build
    argocd-image-updater.argoproj.io/app.allow-tags: regexp:^sha-[0-9a-f]{7}$
    argocd-image-updater.argoproj.io/write-back-method: argocd
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy: {automated: {prune: true, selfHeal: true}}
`,
}
