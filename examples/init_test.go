// SPDX-License-Identifier: Apache-2.0

package examples_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/fntest"
)

// TestInitPackageByTheWrapper follows docs/argo-cd.md from an init package to way B.
func TestInitPackageByTheWrapper(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "argo-cd.md"))
	assert.NilError(t, err)
	_, rest, found := strings.Cut(string(page), "<!-- init-kustomization:begin -->\n```yaml\n")
	assert.Assert(t, found)
	kustomization, _, found := strings.Cut(rest, "```\n<!-- init-kustomization:end -->")
	assert.Assert(t, found)

	dir := filepath.Join(t.TempDir(), "platform")
	fairlead(t, "init", dir)
	want := fntest.Resources(t, fairlead(t, "render", "--stdout", dir))
	assert.NilError(t, os.WriteFile(filepath.Join(dir, "kustomization.yaml"), []byte(kustomization), 0o644))
	for _, name := range []string{"generate.yaml", "validate.yaml", "tripwire.yaml"} {
		text, err := os.ReadFile(filepath.Join("home-manager", "argocd", name))
		assert.NilError(t, err)
		assert.NilError(t, os.WriteFile(filepath.Join(dir, name), text, 0o644))
	}
	t.Setenv("FAIRLEAD_KUSTOMIZE", fntest.Kustomize(t))
	got := fntest.Resources(t, fairlead(t, "kustomize", "build", dir))
	assert.Check(t, len(got) > 1)
	for name := range got {
		_, ok := want[name]
		assert.Check(t, ok, "%s is not in way A", name)
	}
	platform, err := os.ReadFile(filepath.Join(dir, "platform.yaml"))
	assert.NilError(t, err)
	text := strings.Replace(string(platform), "  package:\n", "  package:\n    path: .\n", 1)
	assert.NilError(t, os.WriteFile(filepath.Join(dir, "platform.yaml"), []byte(text), 0o644))
	fairlead(t, "render", dir)
	// The AppProject that the Application examples name is the one of root.yaml.
	root, err := os.ReadFile(filepath.Join(dir, "root.yaml"))
	assert.NilError(t, err)
	assert.Check(t, strings.Contains(string(root), "    path: \".\"\n"), string(root))
	for _, way := range []string{"wrapper", "sidecar"} {
		text, err := os.ReadFile(filepath.Join("..", "install", way, "application.yaml"))
		assert.NilError(t, err)
		_, rest, _ := strings.Cut(string(text), "  project: ")
		project := strings.Fields(rest)[0]
		assert.Check(t, strings.Contains(string(root), "kind: AppProject\nmetadata:\n  name: "+project+"\n"), project)
	}
}
