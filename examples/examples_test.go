// SPDX-License-Identifier: Apache-2.0

// Package examples_test runs every example in the three ways in which a person may run it.
package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"

	// What the binaries are built from: without it a change there would leave a cached result of these tests.
	_ "github.com/fairlead-krm/fairlead/pkg/command"
	"github.com/fairlead-krm/fairlead/pkg/fntest"
	"github.com/fairlead-krm/fairlead/pkg/wrapper"
)

var examples = []string{"home-manager", "k3s-monitoring"}

// forget removes what was rendered, so that a way has to make it.
func forget(t *testing.T, dir string) string {
	t.Helper()
	for _, made := range []string{"rendered", "secrets"} {
		assert.NilError(t, os.RemoveAll(filepath.Join(dir, made)))
	}
	return dir
}

func fairlead(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command(fntest.Build(t, "functions/fairlead"), args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	assert.NilError(t, err)
	return string(out)
}

func TestThreeWaysGiveTheSame(t *testing.T) {
	for _, name := range examples {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(name, "argocd")
			want := fntest.Resources(t, fairlead(t, "render", "--stdout", forget(t, fntest.CopyPackage(t, dir, nil))))
			assert.Check(t, len(want) > 1)

			built := fntest.KustomizeBuild(t, fntest.CopyPackage(t, dir, nil), fntest.AlphaPlugins, fntest.Exec).Passed(t)
			assert.DeepEqual(t, fntest.Resources(t, built), want)

			committed := fntest.KustomizeBuild(t, filepath.Join(dir, "rendered")).Passed(t)
			assert.DeepEqual(t, fntest.Resources(t, committed), want)
		})
		t.Run(name+" under kpt", func(t *testing.T) {
			dir := filepath.Join(name, "argocd")
			want := fntest.Resources(t, fairlead(t, "render", "--stdout", dir))
			pkg := forget(t, fntest.CopyPackage(t, dir, nil))
			fntest.KptRender(t, pkg).Passed(t)
			assert.DeepEqual(t, fntest.PackageResources(t, pkg), want)
		})
	}
}

// TestKptAndFairleadAgree holds that after one has rendered the other changes nothing.
func TestKptAndFairleadAgree(t *testing.T) {
	fntest.Kpt(t)
	for _, name := range examples {
		dir := filepath.Join(name, "argocd")
		byKpt := forget(t, fntest.CopyPackage(t, dir, nil))
		fntest.KptRender(t, byKpt).Passed(t)
		fairlead(t, "render", "--check", byKpt)

		byFairlead := forget(t, fntest.CopyPackage(t, dir, nil))
		fairlead(t, "render", byFairlead)
		before := read(t, byFairlead)
		fntest.KptRender(t, byFairlead).Passed(t)
		assert.DeepEqual(t, made(read(t, byFairlead)), made(before))
	}
}

func TestExamplesAreRendered(t *testing.T) {
	for _, name := range examples {
		dir := filepath.Join(name, "argocd")
		read(t, dir) // so that the result is not cached over a changed file
		fairlead(t, "render", "--check", dir)
	}
}

// TestKustomizationsFailLoudly holds that no shipped kustomization passes where its function did not run.
func TestKustomizationsFailLoudly(t *testing.T) {
	for _, name := range examples {
		dir := fntest.CopyPackage(t, filepath.Join(name, "argocd"), nil)
		fntest.KustomizeBuild(t, dir, fntest.AlphaPlugins).Failed(t, "fairlead-ran")
		fntest.KustomizeBuild(t, dir).Failed(t, "external plugins disabled")
		gone := fntest.CopyPackage(t, filepath.Join(name, "argocd"), map[string]string{"generate-delivery": filepath.Join(t.TempDir(), "generate-delivery")})
		fntest.KustomizeBuild(t, gone, fntest.AlphaPlugins, fntest.Exec).Failed(t, "no such file")
	}
}

// TestApplicationsBuild holds that what Argo CD would build builds, and that its image is the one that is followed.
func TestApplicationsBuild(t *testing.T) {
	for _, name := range examples {
		resources := fntest.Resources(t, fntest.KustomizeBuild(t, filepath.Join(name, "deploy")).Passed(t))
		assert.Check(t, len(resources) > 1)
	}
}

func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		files[rel] = string(text)
		return err
	})
	assert.NilError(t, err)
	return files
}

// made leaves only the files that a render makes: kpt lays out the others in its own way.
func made(files map[string]string) map[string]string {
	only := map[string]string{}
	for path, text := range files {
		if dir := filepath.Dir(path); dir == "rendered" || dir == "secrets" || dir == filepath.Join("rendered", "argocd") {
			only[path] = text
		}
	}
	return only
}

// TestWrapperGivesTheSame holds that Argo CD gets the same from a kustomize that runs nothing but the functions.
func TestWrapperGivesTheSame(t *testing.T) {
	bin := t.TempDir()
	fairlead(t, "install", bin)
	t.Setenv(wrapper.KustomizeVariable, fntest.Kustomize(t))
	for _, name := range examples {
		dir := t.TempDir()
		assert.NilError(t, os.CopyFS(dir, os.DirFS(filepath.Join(name, "argocd"))))
		want := fntest.Resources(t, fairlead(t, "render", "--stdout", forget(t, dir)))
		cmd := exec.Command(filepath.Join(bin, wrapper.Name), "build", dir)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		assert.NilError(t, err)
		assert.DeepEqual(t, fntest.Resources(t, string(out)), want)
	}
}
