// SPDX-License-Identifier: Apache-2.0

package command

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

const plainPlatform = "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: k3s}\nspec: {argocd: {url: 'https://argocd.example.org'}}\n"

// TestScaffoldFindsOnePackage names a Project of a package without a Kptfile in every way, from every folder: the same folder is
// ignored, and the second form changes nothing that the first one wrote.
func TestScaffoldFindsOnePackage(t *testing.T) {
	for _, layout := range []struct {
		name    string
		files   map[string]string
		pkg     string
		project string
	}{
		{"beside the Platform", map[string]string{"argocd/platform.yaml": plainPlatform, "argocd/project.yaml": projectFile("shop")}, "argocd", "argocd/project.yaml"},
		{"below the Platform", map[string]string{"argocd/platform.yaml": plainPlatform, "argocd/projects/shop.yaml": projectFile("shop")}, "argocd", "argocd/projects/shop.yaml"},
		{"in another folder than the Platform", map[string]string{"x/argocd/a/platform.yaml": plainPlatform, "x/argocd/b/shop.yaml": projectFile("shop")}, "x/argocd", "x/argocd/b/shop.yaml"},
		{"without a Platform", map[string]string{"argocd/project.yaml": projectFile("shop")}, "argocd", "argocd/project.yaml"},
		{"rendered above", map[string]string{"argocd/platform.yaml": plainPlatform, "argocd/project.yaml": projectFile("shop"), "secrets/shop-secrets.example.yaml": "a: 1\n"}, ".", "argocd/project.yaml"},
		{"with a Kptfile", map[string]string{"argocd/Kptfile": kptfileText, "argocd/platform.yaml": plainPlatform, "argocd/projects/shop.yaml": projectFile("shop")}, "argocd", "argocd/projects/shop.yaml"},
		{"at the root", map[string]string{"platform.yaml": plainPlatform, "projects/shop.yaml": projectFile("shop")}, ".", "projects/shop.yaml"},
	} {
		t.Run(layout.name, func(t *testing.T) {
			var first map[string]string
			for _, form := range []struct {
				from string
				args []string
			}{
				{".", nil}, {".", []string{"shop"}}, {".", []string{layout.project}}, {".", []string{"--package", filepath.Dir(layout.project)}},
				{filepath.Dir(layout.project), nil}, {layout.pkg, nil}, {layout.pkg, []string{"shop"}},
			} {
				dir := write(t, layout.files)
				clone(t, dir, "https://github.com/owner/shop")
				t.Chdir(filepath.Join(dir, form.from))
				ok(t, append([]string{"scaffold", "repo"}, form.args...)...)
				files := worktree(t, dir)
				want := "\n" + filepath.Join("/", layout.pkg, "secrets") + "/*\n"
				assert.Check(t, strings.Contains(files[".gitignore"], want), "%v: %s", form, files[".gitignore"])
				if first == nil {
					first = files
				}
				assert.DeepEqual(t, files, first)
			}
		})
	}
}

// TestScaffoldWithinOnePackage holds that the Platform is that of the package, also where the Project is named by its file.
func TestScaffoldWithinOnePackage(t *testing.T) {
	dir := write(t, map[string]string{
		"a/platform.yaml": plainPlatform, "a/projects/shop.yaml": projectFile("shop"),
		"b/platform.yaml": strings.Replace(plainPlatform, "argocd.example", "other.example", 1), "b/projects/other.yaml": projectFile("other"),
	})
	clone(t, dir, "https://github.com/owner/shop")
	ok(t, "scaffold", "repo", filepath.Join(dir, "a/projects/shop.yaml"))
	files := worktree(t, dir)
	assert.Check(t, strings.Contains(files[workflowPath], "argocd.example.org"), files[workflowPath])
	assert.Check(t, strings.Contains(files[".gitignore"], "\n/a/secrets/*\n"), files[".gitignore"])

	text := ok(t, "scaffold", "credentials", "--package", filepath.Join(dir, "b/projects"))
	assert.Check(t, strings.Contains(text, "cd "+filepath.Join(dir, "b")+" && "), text)
	must(t, os.Remove(filepath.Join(dir, "b/platform.yaml")))
	must(t, os.Remove(filepath.Join(dir, "b/projects/other.yaml")))
	text = ok(t, "scaffold", "credentials", "--package", dir)
	assert.Check(t, strings.Contains(text, "cd "+filepath.Join(dir, "a")+" && "), text)
}

// TestScaffoldFilledSecret fills the copy of an example as README.md says: a render passes over it and goes on writing the example,
// and so does kpt, where it is on the PATH.
func TestScaffoldFilledSecret(t *testing.T) {
	for _, pkg := range []string{"argocd", "."} {
		for _, mine := range []string{"", "/build\n"} {
			at := func(name string) string { return filepath.Join(pkg, name) }
			files := map[string]string{at("Kptfile"): kptfileText, at("platform.yaml"): plainPlatform, at("project.yaml"): projectFile("shop")}
			if mine != "" {
				files[at(".krmignore")] = mine
			}
			dir := write(t, files)
			clone(t, dir, "https://github.com/owner/shop")
			ok(t, "scaffold", "repo", "--package", dir)
			ok(t, "render", filepath.Join(dir, pkg))
			text, err := os.ReadFile(filepath.Join(dir, at("secrets/shop-secrets.example.yaml")))
			assert.NilError(t, err)
			filled := strings.Replace(string(text), "<TOKEN>", "aHVudGVyMmh1bnRlcjI=", 1)
			assert.Assert(t, filled != string(text))
			must(t, os.WriteFile(filepath.Join(dir, at("secrets/shop-secrets.yaml")), []byte(filled), 0o600))

			assert.Equal(t, ok(t, "render", "--check", filepath.Join(dir, pkg)), filepath.Join(dir, pkg)+": up to date\n")
			out, err := exec.Command("git", "-C", dir, "check-ignore", at("secrets/shop-secrets.yaml")).CombinedOutput()
			assert.NilError(t, err, "%s", out)
			assert.Check(t, strings.HasPrefix(worktree(t, dir)[at(".krmignore")], mine))
			if program, err := exec.LookPath("kpt"); err == nil {
				cmd := exec.Command(program, "fn", "source", filepath.Join(dir, pkg))
				out, err := cmd.Output()
				assert.NilError(t, err)
				assert.Check(t, !strings.Contains(string(out), "aHVudGVy") && strings.Contains(string(out), "<TOKEN>"))
			}
		}
	}
}
