// SPDX-License-Identifier: Apache-2.0

package examples_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	root "github.com/fairlead-krm/fairlead"
	"github.com/fairlead-krm/fairlead/pkg/fntest"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

var blueprint = filepath.Join("..", "blueprint")

func TestBlueprintIsRendered(t *testing.T) {
	read(t, blueprint) // so that the result is not cached over a changed file
	assert.Check(t, strings.Contains(fairlead(t, "render", "--check", blueprint), "up to date"))
	onlyShared(t, blueprint)
}

// onlyShared holds that nothing is said of a package but that its Projects share an account, which the Platform names.
func onlyShared(t *testing.T, dir string) {
	t.Helper()
	found := fairlead(t, "validate", "--fail-on", "warning", dir)
	assert.Check(t, strings.Contains(found, "info[ci-account-shared]") && strings.Contains(found, "\n1 info in 1 of "), found)
}

// TestBlueprintBuilds holds that what Argo CD builds is what a render makes for a cluster.
func TestBlueprintBuilds(t *testing.T) {
	committed := fntest.KustomizeBuild(t, filepath.Join(blueprint, "rendered")).Passed(t)
	assert.DeepEqual(t, fntest.Resources(t, committed), fntest.Resources(t, fairlead(t, "render", "--stdout", blueprint)))
}

// TestBlueprintUnderKpt holds that kpt makes the same bytes.
func TestBlueprintUnderKpt(t *testing.T) {
	fntest.Kpt(t)
	want := madeOnly(read(t, blueprint))
	byKpt := forget(t, fntest.CopyPackage(t, blueprint, nil))
	assert.NilError(t, os.Remove(filepath.Join(byKpt, "root.yaml")))
	fntest.KptRender(t, byKpt).Passed(t)
	assert.DeepEqual(t, madeOnly(read(t, byKpt)), want)
	fairlead(t, "render", "--check", byKpt)
	fntest.KptRender(t, byKpt).Passed(t)
	assert.DeepEqual(t, madeOnly(read(t, byKpt)), want)
}

// madeOnly leaves the files that a render makes, with the root Application.
func madeOnly(files map[string]string) map[string]string {
	only := made(files)
	only["root.yaml"] = files["root.yaml"]
	return only
}

// TestBlueprintWithEveryUpdater holds that a person changes the version and nothing else.
func TestBlueprintWithEveryUpdater(t *testing.T) {
	for _, line := range imageupdater.Releases() {
		release := line
		if strings.Count(line, ".") == 1 {
			release += ".1" // what is installed has a patch
		}
		dir := fntest.CopyPackage(t, blueprint, nil)
		file := filepath.Join(dir, "platform.yaml")
		text, err := os.ReadFile(file)
		assert.NilError(t, err)
		changed := strings.Replace(string(text), "version: "+imageupdater.DefaultVersion, "version: "+release, 1)
		assert.NilError(t, os.WriteFile(file, []byte(changed), 0o644))
		fairlead(t, "render", dir)
		fairlead(t, "render", "--check", dir)
		onlyShared(t, dir)
		assert.Check(t, strings.Contains(read(t, dir)["rendered/argocd-image-updater.yaml"], "targetRevision: "+release+"\n"))
		fntest.KustomizeBuild(t, filepath.Join(dir, "rendered")).Passed(t)
	}
}

// TestBlueprintHoldsTheSamples holds that the two Projects are those of the examples.
func TestBlueprintHoldsTheSamples(t *testing.T) {
	for _, name := range examples {
		want, err := os.ReadFile(filepath.Join(name, "argocd", "project.yaml"))
		assert.NilError(t, err)
		got, err := os.ReadFile(filepath.Join(blueprint, "projects", name+".yaml"))
		assert.NilError(t, err)
		assert.Equal(t, string(got), string(want))
	}
}

// TestBlueprintIsEmbedded holds that the binary has every file of the blueprint that a person edits, and no other.
func TestBlueprintIsEmbedded(t *testing.T) {
	onDisk, embedded := read(t, blueprint), map[string]string{}
	err := fs.WalkDir(root.Blueprint(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root.Blueprint(), path)
		embedded[path] = string(text)
		return err
	})
	assert.NilError(t, err)
	for path := range madeOnly(onDisk) {
		delete(onDisk, path)
	}
	assert.DeepEqual(t, embedded, onDisk)
}
