// SPDX-License-Identifier: Apache-2.0

package examples_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/fntest"
)

// TestThousandProjects renders a large package, renders it again, gives it to kpt, and takes one Project away.
func TestThousandProjects(t *testing.T) {
	const n = 1000
	dir := t.TempDir()
	put := func(path, text string) {
		file := filepath.Join(dir, path)
		assert.NilError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		assert.NilError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	put("Kptfile", "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata:\n  name: many\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\n"+
		"pipeline:\n  mutators:\n  - image: ghcr.io/fairlead-krm/generate-delivery:v0.1\n")
	for i := range n {
		put(fmt.Sprintf("projects/app-%04d.yaml", i), fmt.Sprintf("apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata:\n  name: app-%04d\n  annotations:\n"+
			"    config.kubernetes.io/local-config: \"true\"\nspec:\n  repository: https://github.com/owner/app-%04d\n  images:\n  - ghcr.io/owner/app-%04d\n"+
			"  secrets:\n  - name: app-%04d\n    keys: [TOKEN]\n", i, i, i, i))
	}
	dir = fntest.CopyPackage(t, dir, nil)
	fairlead(t, "render", dir)
	first := read(t, dir)
	assert.Equal(t, len(first), 1+n+n+n+2, "Projects, rendered files, examples of Secrets, two kustomizations, the Kptfile")
	fairlead(t, "render", dir)
	assert.DeepEqual(t, read(t, dir), first)

	gone := fmt.Sprintf("projects/app-%04d.yaml", 500)
	assert.NilError(t, os.Remove(filepath.Join(dir, gone)))
	fairlead(t, "render", dir)
	rest := read(t, dir)
	for path, text := range first {
		switch path {
		case gone, "rendered/app-0500.yaml", "secrets/app-0500.example.yaml":
			_, there := rest[path]
			assert.Check(t, !there, path)
		case "rendered/kustomization.yaml", "rendered/argocd/kustomization.yaml":
		default:
			assert.Check(t, rest[path] == text, path)
		}
	}
	assert.Equal(t, len(rest), len(first)-3)

	fntest.KptRender(t, dir).Passed(t)
	assert.Check(t, equal(read(t, dir), rest), "kpt changed a file")
}

func equal(a, b map[string]string) bool {
	for path, text := range a {
		if b[path] != text {
			return false
		}
	}
	return len(a) == len(b)
}
