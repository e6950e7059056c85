// SPDX-License-Identifier: Apache-2.0

package command

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead"
)

// call runs the command and returns its exit status and what it wrote.
func call(t *testing.T, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	docs := func(function, file string) []byte {
		text, err := os.ReadFile(filepath.Join("..", "..", "functions", function, file))
		assert.NilError(t, err)
		return text
	}
	status = streams{in: strings.NewReader(stdin), out: &out, err: &errs, docs: docs, blueprint: fairlead.Blueprint()}.run(args)
	return status, out.String(), errs.String()
}

// ok runs the command, which must succeed, and returns its stdout.
func ok(t *testing.T, args ...string) string {
	t.Helper()
	status, stdout, stderr := call(t, "", args...)
	assert.Equal(t, status, 0, stderr)
	return stdout
}

// write lays files down in a new folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for path, text := range files {
		file := filepath.Join(dir, path)
		assert.NilError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		assert.NilError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	return dir
}

// tree returns all files of a folder.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files[strings.TrimPrefix(path, dir+"/")] = string(text)
		return err
	})
	assert.NilError(t, err)
	return files
}

func projectFile(name string) string {
	return "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata:\n  name: " + name + "\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nspec:\n  repository: https://github.com/owner/" + name +
		"\n  images: [ghcr.io/owner/" + name + "]\n  secrets: [{name: " + name + "-secrets, keys: [TOKEN]}]\n"
}

const kptfileText = "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata:\n  name: x\n"

func TestHelpIsComplete(t *testing.T) {
	help := ok(t, "--help")
	for _, c := range []string{"init", "render", "validate", "rule", "explain", "fn", "kustomize", "conformance", "install", "status"} {
		assert.Check(t, strings.Contains(help, "  "+c+" "), help)
		text := ok(t, c, "--help")
		assert.Check(t, strings.Contains(text, "Examples:"), text)
	}
	assert.Check(t, strings.Contains(ok(t, "fn", "generate-rbac", "--help"), "get and sync"))
}

func TestUnknownFunction(t *testing.T) {
	status, _, stderr := call(t, "", "fn", "generate-rback")
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stderr, "did you mean generate-rbac?"), stderr)
}

func TestFunctionReadsStdin(t *testing.T) {
	in := "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n"
	status, stdout, _ := call(t, in, "fn", "generate-delivery")
	assert.Equal(t, status, 0)
	assert.Equal(t, stdout, in)
	status, stdout, stderr := call(t, "", "fn", "generate-delivery")
	assert.Equal(t, status, 1)
	assert.Equal(t, stdout, "")
	assert.Check(t, strings.Contains(stderr, "stdin is empty"), stderr)
}
