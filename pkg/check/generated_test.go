// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

const everything = `apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata: {name: shop}
spec:
  repository: https://github.com/owner/shop
  images:
    - ghcr.io/owner/shop/api
    - {name: ghcr.io/owner/shop/web, alias: front, kustomizeName: web, forceUpdate: true, ignoreTags: [pr-*], platforms: [linux/arm64, linux/amd64]}
    - {name: ghcr.io/owner/shop/worker, pin: sha-0123abc, pullSecret: 'pullsecret:argocd/ghcr'}
  secrets:
    - {name: shop-secrets, keys: [API_TOKEN]}
    - {name: shop-tls, type: kubernetes.io/tls, mode: placeholder}
  sync: {options: [PruneLast=true]}
---
apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata: {name: manual}
spec:
  repository: git@github.com:owner/manual.git
  images: [ghcr.io/owner/manual]
  rendersSecrets: true
  onDelete: delete
---
apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata: {name: plain}
spec: {repository: 'https://github.com/owner/plain'}
---
`

// TestWhatIsGeneratedHasNoFinding holds generators and rules together, for every pair of supported versions.
func TestWhatIsGeneratedHasNoFinding(t *testing.T) {
	for _, updater := range imageupdater.Releases() {
		for _, cd := range argocd.Releases() {
			for _, extra := range [][2]string{{"", ""}, {", ci: projectRole", ", install: true"}} {
				platform := fmt.Sprintf("apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: k3s}\nspec:\n  argocd: {version: %s%s}\n"+
					"  imageUpdater: {version: %s, registries: [{prefix: ghcr.io, credentials: 'pullsecret:argocd/ghcr'}]%s}\n"+
					"  cluster: {platforms: [linux/arm64]}\n  package: {repository: 'https://github.com/owner/platform'}\n", cd, extra[0], release(updater), extra[1])
				for _, r := range generatedFindings(t, everything+platform) {
					if r.Rule == "ci-account-shared" {
						continue // by default the Projects share one
					}
					t.Errorf("Argo CD %s, Image Updater %s: %s", cd, updater, r)
				}
			}
		}
	}
}

// release names a release of a line: what is installed has a patch.
func release(line string) string {
	if strings.Count(line, ".") == 1 {
		return line + ".1"
	}
	return line
}

// generatedFindings generates from a spec, reads what came out as files, and validates it with the spec.
func generatedFindings(t *testing.T, spec string) []krm.Result {
	t.Helper()
	made, err := krm.FromDocuments(rendered(t, documents("spec.yaml", spec)))
	assert.NilError(t, err)
	return check.Run(made, check.Options{Now: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)})
}
