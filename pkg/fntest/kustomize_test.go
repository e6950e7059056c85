// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

const samples = "pkg/fntest/testdata/sample/"

// kustomization copies the sample kustomization, with the named function in it.
func kustomization(t *testing.T, function string) string {
	t.Helper()
	dir := CopyPackage(t, "testdata/orchestrated/kustomize", map[string]string{"add-config-map": Build(t, samples+function)})
	return dir
}

// replace changes a file of a copied package.
func replace(t *testing.T, dir, file, from, to string) {
	t.Helper()
	path := filepath.Join(dir, file)
	text, err := os.ReadFile(path)
	assert.NilError(t, err)
	assert.Assert(t, strings.Contains(string(text), from), "%q is not in %s", from, file)
	assert.NilError(t, os.WriteFile(path, []byte(strings.ReplaceAll(string(text), from, to)), 0o644))
}

func TestKustomizeVersion(t *testing.T) {
	mod, err := os.ReadFile("../../tools/go.mod")
	assert.NilError(t, err)
	version := strings.TrimSpace(run(t, Kustomize(t), "version").Passed(t))
	assert.Assert(t, strings.Contains(string(mod), "sigs.k8s.io/kustomize/kustomize/v5 "+version), version)
}

func TestKustomizeTransformers(t *testing.T) {
	out := KustomizeBuild(t, kustomization(t, "identity"), AlphaPlugins, Exec).Passed(t)
	got := Resources(t, out)
	assert.Equal(t, len(got), 1, out)
	assert.Equal(t, text(got["v1|ConfigMap||a"]), `{"apiVersion":"v1","data":{"flag":"yes"},"kind":"ConfigMap","metadata":{"name":"a"}}`)
	assert.Assert(t, !strings.Contains(out, krm.Marker), "the marker reaches the cluster:\n%s", out)

	out = KustomizeBuild(t, kustomization(t, "add-config-map"), AlphaPlugins, Exec).Passed(t)
	got = Resources(t, out)
	assert.Equal(t, len(got), 2, out)
	assert.Equal(t, text(got["v1|ConfigMap||added"]), `{"apiVersion":"v1","data":{"answer":"yes"},"kind":"ConfigMap","metadata":{"name":"added"}}`)
}

// kustomize skips a function in silence where --enable-exec is missing; the tripwire after it does not.
func TestKustomizeTripwire(t *testing.T) {
	dir := kustomization(t, "add-config-map")
	KustomizeBuild(t, dir, AlphaPlugins).Failed(t, "nothing selected by", krm.Marker)
	KustomizeBuild(t, dir).Failed(t, "external plugins disabled")
	KustomizeBuild(t, dir, Exec).Failed(t, "external plugins disabled")

	missing := kustomization(t, "add-config-map")
	replace(t, missing, "function.yaml", Build(t, samples+"add-config-map"), filepath.Join(missing, "not-there"))
	KustomizeBuild(t, missing, AlphaPlugins, Exec).Failed(t, "not-there")

	silent := kustomization(t, "add-config-map")
	replace(t, silent, "kustomization.yaml", "- tripwire.yaml\n", "")
	assert.Equal(t, len(Resources(t, KustomizeBuild(t, silent, AlphaPlugins).Passed(t))), 1,
		"kustomize no longer skips functions in silence: the tripwire can go")
}

// Upstream issue kubernetes-sigs/kustomize#5036. When this test fails the bug is gone, and functions can be listed there.
func TestKustomizeValidatorsFailEveryFunction(t *testing.T) {
	dir := kustomization(t, "identity")
	replace(t, dir, "kustomization.yaml", "transformers:", "validators:")
	replace(t, dir, "kustomization.yaml", "- tripwire.yaml\n", "")
	KustomizeBuild(t, dir, AlphaPlugins, Exec).Failed(t, "validator shouldn't modify the resource map")
}

func TestKustomizeGenerators(t *testing.T) {
	for _, function := range []string{"identity", "add-config-map"} {
		dir := kustomization(t, function)
		replace(t, dir, "kustomization.yaml", "transformers:", "generators:")
		replace(t, dir, "kustomization.yaml", "- tripwire.yaml\n", "")
		KustomizeBuild(t, dir, AlphaPlugins, Exec).Failed(t, "`generators:`", "`transformers:`")
	}
}

// A function that fails says so on stderr, which is all that kustomize shows.
func TestKustomizeFailure(t *testing.T) {
	dir := kustomization(t, "add-config-map")
	replace(t, dir, "a.yaml", "name: a\n", "name: bad\n")
	KustomizeBuild(t, dir, AlphaPlugins, Exec).Failed(t, `error: ConfigMap/bad: metadata.name: must not be "bad" [bad-name]`)
}

// kustomize gives a transformer without resources what it gives a generator.
func TestKustomizeWithoutResources(t *testing.T) {
	dir := kustomization(t, "add-config-map")
	replace(t, dir, "kustomization.yaml", "resources:\n- a.yaml\n", "")
	KustomizeBuild(t, dir, AlphaPlugins, Exec).Failed(t, "`resources:`")
}

// The configuration of a function may be among the resources too, as a Platform is.
func TestKustomizeConfigurationAmongResources(t *testing.T) {
	dir := kustomization(t, "add-config-map")
	replace(t, dir, "kustomization.yaml", "- a.yaml\n", "- a.yaml\n- function.yaml\n")
	replace(t, dir, "function.yaml", "  annotations:\n", "  annotations:\n    config.kubernetes.io/local-config: \"true\"\n")
	KustomizeBuild(t, dir, AlphaPlugins, Exec).Passed(t)
}

// `kustomize fn run` is older, and tells paths as kpt does.
func TestKustomizeFnRun(t *testing.T) {
	dir := kustomization(t, "add-config-map")
	for _, file := range []string{"kustomization.yaml", "tripwire.yaml"} {
		assert.NilError(t, os.Remove(filepath.Join(dir, file)))
	}
	run(t, Kustomize(t), "fn", "run", dir, Exec).Passed(t)
	_, err := os.Stat(filepath.Join(dir, "added.yaml"))
	assert.NilError(t, err)
	assert.Assert(t, PackageResources(t, dir)["v1|ConfigMap||"+krm.Marker] == nil)
}
