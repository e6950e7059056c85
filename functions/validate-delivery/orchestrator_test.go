// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/fntest"
)

const application = `# A comment that stays.
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: app
  namespace: argocd
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app',   path: deploy, targetRevision: main}
  destination:
    server: https://kubernetes.default.svc
    namespace: app
  syncPolicy:
    syncOptions:
      - OPTION
`

const config = `apiVersion: fairlead.dev/v1alpha1
kind: ValidateDelivery
metadata:
  name: validate
  annotations:
    config.kubernetes.io/local-config: "true"
    config.kubernetes.io/function: |
      exec:
        path: validate-delivery
spec:
  argocd: v3.5.7
`

func pkg(t *testing.T, option string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"app.yaml": strings.Replace(application, "OPTION", option, 1), "validate.yaml": config,
		"kustomization.yaml": "resources: [app.yaml]\ntransformers: [validate.yaml]\n",
		"Kptfile":            "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata:\n  name: x\npipeline:\n  validators:\n    - image: ghcr.io/fairlead-krm/validate-delivery:v0.1\n      configPath: validate.yaml\n",
	} {
		assert.NilError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	return fntest.CopyPackage(t, dir, nil)
}

func TestUnderKpt(t *testing.T) {
	withoutKustomization := func(dir string) string {
		assert.NilError(t, os.Remove(filepath.Join(dir, "kustomization.yaml"))) // no resource to kpt
		return dir
	}
	dir := withoutKustomization(pkg(t, "CreateNamespace=true"))
	before := fntest.PackageResources(t, dir)
	fntest.KptRender(t, dir).Passed(t)
	assert.DeepEqual(t, fntest.PackageResources(t, dir), before)
	fntest.KptRender(t, withoutKustomization(pkg(t, "CreateNameSpace=true"))).Failed(t, "app.yaml", "CreateNameSpace=true", "[sync-option-unknown]")
}

func TestUnderKustomize(t *testing.T) {
	passed := fntest.KustomizeBuild(t, pkg(t, "CreateNamespace=true"), fntest.AlphaPlugins, fntest.Exec).Passed(t)
	assert.Equal(t, len(fntest.Resources(t, passed)), 1, passed)
	fntest.KustomizeBuild(t, pkg(t, "CreateNameSpace=true"), fntest.AlphaPlugins, fntest.Exec).Failed(t, "CreateNameSpace=true", "[sync-option-unknown]")
}
