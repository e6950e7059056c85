// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/checkout"
)

// TestIgnoredAsGit compares what is said of a filled Secret with what Git says, for many ways in which people write it.
func TestIgnoredAsGit(t *testing.T) {
	git, err := exec.LookPath("git")
	assert.NilError(t, err)
	for _, c := range []struct{ top, inner string }{
		{"", ""},
		{"/secrets/*\n!/secrets/*.example.yaml\n", ""},
		{"", "/secrets/*\n!/secrets/*.example.yaml\n"},
		{"", "secrets/*\n!secrets/*.yaml\n"},
		{"secrets/\n", ""},
		{"secrets\n", ""},
		{"/secrets\n", ""},
		{"pkg/secrets\n", ""},
		{"/pkg/secrets/\n", ""},
		{"**/secrets/*.yaml\n", ""},
		{"**/secrets/**\n", ""},
		{"pkg/**\n", ""},
		{"pkg/*\n", ""},
		{"*.yaml\n!*.example.yaml\n", ""},
		{"*.yaml\r\n!*.example.yaml\r\n", ""},
		{"*.yaml   \n", ""},
		{"*.yml\n", ""},
		{"app.yaml\n", ""},
		{"/app.yaml\n", ""},
		{"secrets/app.yaml\n", ""},
		{"pkg/secrets/app.yaml\n", ""},
		{"secrets/app.y?ml\n", "secrets/app.y?ml\n"},
		{"", "secrets/[a-c]*.yaml\n"},
		{"*.yaml\n", "!app.yaml\n"},
		{"*.yaml\n", "!secrets/*.yaml\n"},
		{"*.yaml\n!pkg/secrets/app.yaml\n", ""},
		{"!app.yaml\n*.yaml\n", ""},
		{"# *.yaml\n", ""},
		{"\\#app.yaml\n", ""},
		{"*\n!*/\n!.gitignore\n", ""},
		{"*\n", ""},
		{"/*\n!/pkg\n", ""},
		{"/*\n!/pkg\n/pkg/*\n", ""},
		{"secret*\n", ""},
		{"Secrets/\n", ""},
		{"\n\n  \n", "/\n"},
	} {
		t.Run(fmt.Sprintf("%q %q", c.top, c.inner), func(t *testing.T) {
			dir := write(t, map[string]string{".gitignore": c.top, "pkg/.gitignore": c.inner, "pkg/secrets/app.yaml": "x", "pkg/secrets/app.example.yaml": "x"})
			init := exec.Command(git, "init", "-q", dir)
			assert.NilError(t, init.Run())
			assert.NilError(t, os.WriteFile(filepath.Join(dir, ".git", "info", "exclude"), nil, 0o644))
			for _, name := range []string{"secrets/app.yaml", "secrets/app.example.yaml"} {
				ask := exec.Command(git, "-C", dir, "-c", "core.excludesFile=/dev/null", "check-ignore", "-q", "--no-index", "pkg/"+name)
				want := ask.Run() == nil
				ignored, known := checkout.Around(filepath.Join(dir, "pkg")).Ignored(name)
				assert.Check(t, known && ignored == want, "%s: Git says %v", name, want)
			}
		})
	}
}

// TestIgnoredWhereNobodyKnows holds that nothing is said without a Git repository, and that its own list of exclusions counts.
func TestIgnoredWhereNobodyKnows(t *testing.T) {
	dir := write(t, map[string]string{"secrets/a.yaml": ""})
	_, known := checkout.Around(dir).Ignored("secrets/a.yaml")
	assert.Assert(t, !known)
	dir = write(t, map[string]string{"r/.git/config": gitConfig("x"), "r/.git/info/exclude": "/p/secrets/\n", "r/p/secrets/a.yaml": ""})
	ignored, known := checkout.Around(filepath.Join(dir, "r", "p")).Ignored("secrets/a.yaml")
	assert.Assert(t, known && ignored)
}

// TestFiles holds which files beside the resources are read: workflows of the folder and those that are named, the scripts that
// they run, and the registries.yaml of nodes; what lies above the folder is not looked at unasked.
func TestFiles(t *testing.T) {
	const run = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: sh deploy/notify.sh && ./../outside.sh\n"
	dir := write(t, map[string]string{
		"r/.github/workflows/ci.yml": run, "r/deploy/notify.sh": "echo\n", "outside.sh": "echo\n",
		"r/app/.github/workflows/ci.yaml": workflowText, "r/app/a.yaml": "", "r/other/.github/workflows/ci.yaml": workflowText,
		"r/node/registries.yaml": "configs: {ghcr.io: {}}\n", "r/values/registries.yaml": "configs: {name: x}\n", "r/b/registries.yaml": "apiVersion: v1\nconfigs: {ghcr.io: {}}\n",
		"r/node_modules/registries.yaml": "configs: {ghcr.io: {}}\n", "r/c/registries.yaml": "- a: b\n", ".github/workflows/above.yml": run,
	})
	names := func(l *checkout.Local) string {
		var all []string
		real, err := filepath.EvalSymlinks(dir)
		assert.NilError(t, err)
		for _, f := range l.Files() {
			name, err := filepath.Rel(real, f.Path)
			assert.NilError(t, err)
			all = append(all, f.Kind+" "+filepath.ToSlash(name))
		}
		return strings.Join(all, ", ")
	}
	assert.Equal(t, names(checkout.Around(filepath.Join(dir, "r"), "app")),
		"Workflow r/app/.github/workflows/ci.yaml, Workflow r/.github/workflows/ci.yml, Script r/deploy/notify.sh, Registries r/node/registries.yaml")
	assert.Equal(t, names(checkout.Around(filepath.Join(dir, "r", "app"))), "Workflow r/app/.github/workflows/ci.yaml")
	file := filepath.Join(dir, "r", ".github", "workflows", "ci.yml")
	assert.Equal(t, names(checkout.Around(filepath.Dir(file)).Only(file)), "Workflow r/.github/workflows/ci.yml")
	node := filepath.Join(dir, "r", "node", "registries.yaml")
	assert.Equal(t, names(checkout.Around(filepath.Dir(node)).Only(node)), "Registries r/node/registries.yaml")
}
