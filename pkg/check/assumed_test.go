// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// TestAnImageUpdaterShowsItsVersion holds that annotations beside an ImageUpdater are not judged by a version that knows
// no such resource, where nobody named one.
func TestAnImageUpdaterShowsItsVersion(t *testing.T) {
	const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: app
  namespace: argocd
  annotations:
    argocd-image-updater.argoproj.io/image-list: app=ghcr.io/owner/app
    argocd-image-updater.argoproj.io/app.update-strategy: newest-build
    argocd-image-updater.argoproj.io/app.allow-tags: regexp:^sha-[0-9a-f]{7}$
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy: {automated: {}}
`
	const resource = `---
apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata: {name: all, namespace: argocd}
spec:
  applicationRefs:
  - {namePattern: '*', useAnnotations: true}
`
	finds := func(rule, text, version string) bool {
		list, err := krm.FromDocuments(documents("a.yaml", text))
		assert.NilError(t, err)
		var found strings.Builder
		for _, r := range check.Run(list, check.Options{ImageUpdater: version, Now: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)}) {
			found.WriteString(r.String() + "\n")
		}
		return strings.Contains(found.String(), "["+rule+"]")
	}
	unknown := func(text, version string) bool { return finds("update-strategy-unknown", text, version) }
	assert.Check(t, unknown(application, ""), "v0.12.2 is assumed")
	assert.Check(t, !unknown(application+resource, ""))
	assert.Check(t, unknown(application+resource, "v0.12.2"), "a version that is named counts")

	// A rule that holds for some versions only goes by the same one.
	several := strings.Replace(application, "source: {", "sources:\n  - {", 1)
	assert.Check(t, finds("multi-source-skipped", several, ""))
	assert.Check(t, !finds("multi-source-skipped", several+resource, ""))
	assert.Check(t, finds("multi-source-skipped", several+resource, "v0.12.2"))
	assert.Check(t, finds("helm-and-kustomize-names", strings.Replace(application, "app.update", "app.kustomize.image-name: app\n    argocd-image-updater.argoproj.io/app.helm.image-name: app\n    argocd-image-updater.argoproj.io/app.update", 1)+resource, ""))
}
