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

// TestWhatInstallsImageUpdaterShowsItsVersion holds that no rule goes by an assumed version where a resource installs another.
func TestWhatInstallsImageUpdaterShowsItsVersion(t *testing.T) {
	const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: app
  namespace: argocd
  annotations:
    argocd-image-updater.argoproj.io/image-list: app=ghcr.io/owner/app
    argocd-image-updater.argoproj.io/app.update-strategy: newest-build
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
---
`
	const (
		deployment    = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: u}\nspec: {template: {spec: {containers: [{name: u, image: '%'}]}}}\n"
		kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: ['%']\n"
		chart         = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: u}\nspec: {source: {repoURL: 'https://argoproj.github.io/argo-helm', chart: argocd-image-updater, targetRevision: 0.12.0, helm: {%}}}\n"
		release       = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: u}\nspec: {chart: {spec: {chart: argocd-image-updater}}, values: {image: {tag: '%'}}}\n"
		newTag        = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages: [{name: quay.io/argoprojlabs/argocd-image-updater, newTag: %}]\n"
		source        = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: u}\nspec: {source: {repoURL: 'https://github.com/argoproj-labs/argocd-image-updater.git', path: manifests/base, targetRevision: %}}\n"
	)
	for name, tc := range map[string]struct {
		form, value string
		taken       string // "" is none
	}{
		"image":                 {deployment, "quay.io/argoprojlabs/argocd-image-updater:v0.16.0", "v0.16"},
		"image with a digest":   {deployment, "mirror.acme.io:5000/a/argocd-image-updater:v0.17.1@sha256:ab", "v0.17"},
		"another image":         {deployment, "quay.io/acme/not-argocd-image-updater:v0.16.0", ""},
		"latest":                {deployment, "quay.io/argoprojlabs/argocd-image-updater:latest", ""},
		"one that is refused":   {deployment, "quay.io/argoprojlabs/argocd-image-updater:v0.13.0", ""},
		"raw manifest":          {kustomization, "https://raw.githubusercontent.com/argoproj-labs/argocd-image-updater/v0.16.0/manifests/install.yaml", "v0.16"},
		"reference":             {kustomization, "https://github.com/argoproj-labs/argocd-image-updater//manifests/base?ref=v0.16.0", "v0.16"},
		"reference to a branch": {kustomization, "github.com/argoproj-labs/argocd-image-updater/manifests/base?ref=master", ""},
		"newTag":                {newTag, "v0.16.0", "v0.16"},
		"chart without a tag":   {chart, "releaseName: u", ""},
		"valuesObject":          {chart, "valuesObject: {image: {tag: v0.16.0}}", "v0.16"},
		"values":                {chart, `values: "image: {tag: v0.16.0}"`, "v0.16"},
		"parameter":             {chart, "parameters: [{name: image.tag, value: v0.16.0}]", "v0.16"},
		"HelmRelease":           {release, "v0.16.0", "v0.16"},
		"source in Git":         {source, "v0.16.0", "v0.16"},
	} {
		t.Run(name, func(t *testing.T) {
			list, err := krm.FromDocuments(documents("a.yaml", application+strings.ReplaceAll(tc.form, "%", tc.value)))
			assert.NilError(t, err)
			var found strings.Builder
			for _, r := range check.Run(list, check.Options{}) {
				found.WriteString(r.String() + "\n")
			}
			taken := tc.taken != ""
			assert.Equal(t, !strings.Contains(found.String(), "[update-strategy-unknown]"), taken, found.String())
			assert.Equal(t, strings.Contains(found.String(), tc.taken+" is taken"), taken, found.String())
		})
	}
	older, newer := strings.ReplaceAll(deployment, "%", "x/argocd-image-updater:v0.14.0"), strings.ReplaceAll(deployment, "%", "x/argocd-image-updater:v0.18.0")
	list, err := krm.FromDocuments(documents("a.yaml", application+older+"---\n"+newer))
	assert.NilError(t, err)
	var found strings.Builder
	for _, r := range check.Run(list, check.Options{}) {
		found.WriteString(r.String() + "\n")
	}
	assert.Check(t, strings.Contains(found.String(), "v0.18 is taken") && strings.Contains(found.String(), "newest of several, as Deployment/u shows v0.14"), found.String())
}
