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

// shards are the packages of the example for many Projects.
func shards(t *testing.T) []string {
	t.Helper()
	platforms, err := filepath.Glob("many/*/platform.yaml")
	assert.NilError(t, err)
	assert.Assert(t, len(platforms) > 1)
	dirs := make([]string, len(platforms))
	for i, file := range platforms {
		dirs[i] = filepath.Dir(file)
	}
	return dirs
}

// plainDirectory is what Argo CD takes of a folder whose source has `directory: {exclude: kustomization.yaml}`: each file
// in it, and none below it.
func plainDirectory(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	assert.NilError(t, err)
	var texts []string
	for _, file := range files {
		if filepath.Base(file) != "kustomization.yaml" {
			text, err := os.ReadFile(file)
			assert.NilError(t, err)
			texts = append(texts, string(text))
		}
	}
	return strings.Join(texts, "---\n")
}

func TestShardsAreRenderedAndValid(t *testing.T) {
	for _, dir := range shards(t) {
		read(t, dir) // so that the result is not cached over a changed file
		fairlead(t, "render", "--check", dir)
		fairlead(t, "validate", dir)
	}
}

// TestPlainDirectoryIsWhatKustomizeBuilds holds that a root may leave kustomize out.
func TestPlainDirectoryIsWhatKustomizeBuilds(t *testing.T) {
	for _, dir := range append(shards(t), "home-manager/argocd", "k3s-monitoring/argocd", "../blueprint") {
		rendered := filepath.Join(dir, "rendered")
		built := fntest.Resources(t, fntest.KustomizeBuild(t, rendered).Passed(t))
		assert.DeepEqual(t, fntest.Resources(t, plainDirectory(t, rendered)), built)
	}
}

func TestShardsHaveRootsOfTheirOwn(t *testing.T) {
	owner := map[string]string{}
	for _, dir := range shards(t) {
		root, err := os.ReadFile(filepath.Join(dir, "root.yaml"))
		assert.NilError(t, err)
		shard := filepath.Base(dir)
		for _, line := range []string{"  name: " + shard + "\n", "    path: " + shard + "/rendered\n", "    directory: {exclude: kustomization.yaml}\n", "    - ApplyOutOfSyncOnly=true\n"} {
			assert.Check(t, strings.Contains(string(root), line), "%s/root.yaml has no %q", dir, line)
		}
		projects, err := filepath.Glob(filepath.Join(dir, "projects", "*.yaml"))
		assert.NilError(t, err)
		for _, file := range projects {
			name := filepath.Base(file)
			assert.Check(t, owner[name] == "", "%s is a Project of %s and of %s: their Applications would be one", name, owner[name], dir)
			owner[name] = dir
		}
	}
}
