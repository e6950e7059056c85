// SPDX-License-Identifier: Apache-2.0

package command

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/report"
)

// TestTokenInThePlaceOfItsNameIsNotShown plants a token where people paste one: as the pull secret itself.
func TestTokenInThePlaceOfItsNameIsNotShown(t *testing.T) {
	const token = "ghp_plantedTOKEN0123456789"
	application := "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: a\n  namespace: argocd\n  annotations:\n" +
		"    argocd-image-updater.argoproj.io/image-list: a=ghcr.io/owner/a\n    argocd-image-updater.argoproj.io/a.pull-secret: " + token + "\nspec:\n  project: a\n"
	project := strings.Replace(projectFile("a"), "images: [ghcr.io/owner/a]", "images: [{name: ghcr.io/owner/a, pullSecret: "+token+"}]", 1)
	dir := write(t, map[string]string{"app.yaml": application, "project.yaml": project})
	for _, format := range report.Formats() {
		status, stdout, stderr := call(t, "", "validate", "--format", format, dir)
		assert.Equal(t, status, 1, stderr)
		assert.Check(t, !strings.Contains(stdout+stderr, token), "%s: %s%s", format, stdout, stderr)
	}
	_, stdout, stderr := call(t, "", "render", dir)
	assert.Check(t, !strings.Contains(stdout+stderr, token), stderr)
}
