// SPDX-License-Identifier: Apache-2.0

package command

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

const workflowPath = ".github/workflows/ci-cd.yml"

// clone makes a Git repository with a remote.
func clone(t *testing.T, dir, remote string) {
	t.Helper()
	for _, args := range [][]string{{"init", "-q", "-b", "main"}, {"remote", "add", "origin", remote}} {
		out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput()
		assert.NilError(t, err, "%s", out)
	}
}

// application is a clone of an application's repository with its Project in argocd, without a workflow.
func application(t *testing.T) string {
	t.Helper()
	files := repositoryFiles()
	delete(files, ".github/workflows/ci.yml")
	dir := write(t, files)
	clone(t, dir, "git@github.com:owner/shop.git")
	return dir
}

// read returns the files of a folder without those of Git.
func worktree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := tree(t, dir)
	for name := range files {
		if strings.HasPrefix(name, ".git/") {
			delete(files, name)
		}
	}
	return files
}

// TestScaffoldRepo names the Project in every way, from within its repository and from a package elsewhere.
func TestScaffoldRepo(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
	}{
		{"the only one", nil}, {"its name", []string{"shop"}}, {"its package", []string{"--package", "argocd"}}, {"its folder", []string{"argocd"}},
		{"its file", []string{"argocd/project.yaml"}}, {"the root", []string{"shop", "--out", "."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := application(t)
			t.Chdir(dir)
			status, stdout, stderr := call(t, "", append([]string{"scaffold", "repo"}, c.args...)...)
			assert.Equal(t, status, 0, stderr)
			assert.Check(t, strings.Contains(stdout, "new      "+workflowPath+"\n"), stdout)
			files := worktree(t, dir)
			assert.Check(t, strings.Contains(files[workflowPath], "images: ghcr.io/owner/shop\n"))
			assert.Check(t, strings.Contains(files[".gitignore"], "/argocd/secrets/*\n"))
			again := ok(t, append([]string{"scaffold", "repo", "--check"}, c.args...)...)
			assert.Equal(t, again, ".: up to date\n")
		})
	}
	t.Run("a package at the root, which stays one", func(t *testing.T) {
		dir := write(t, map[string]string{"Kptfile": kptfileText, "project.yaml": projectFile("shop"), ".krmignore": "/build"})
		clone(t, dir, "https://github.com/owner/shop")
		ok(t, "scaffold", "repo", "--package", dir)
		assert.Check(t, strings.HasPrefix(worktree(t, dir)[".krmignore"], "/build\n# fairlead scaffold sha256:"))
		ok(t, "render", dir)
		ok(t, "scaffold", "repo", "--check", "--package", dir)
	})
	t.Run("a clone that has the name of the Project", func(t *testing.T) {
		dir := write(t, map[string]string{"platform/Kptfile": kptfileText, "platform/project.yaml": projectFile("shop"), "shop/Dockerfile": "FROM scratch\n"})
		clone(t, filepath.Join(dir, "shop"), "https://github.com/owner/shop")
		t.Chdir(dir)
		ok(t, "scaffold", "repo", "shop", "--package", "platform", "--out", "shop")
		assert.Check(t, worktree(t, dir)["shop/"+workflowPath] != "")
	})
	t.Run("beside a package that is broken", func(t *testing.T) {
		dir := application(t)
		must(t, os.MkdirAll(filepath.Join(dir, "x"), 0o755))
		must(t, os.WriteFile(filepath.Join(dir, "x/Kptfile"), []byte(kptfileText), 0o644))
		must(t, os.WriteFile(filepath.Join(dir, "x/p.yaml"), []byte(strings.Replace(projectFile("other"), "images", "image", 1)), 0o644))
		_, _, stderr := call(t, "", "scaffold", "repo", "shop", "--package", dir)
		assert.Check(t, !strings.Contains(stderr, "x/p.yaml"), stderr)
		ok(t, "scaffold", "repo", "shop", "--check", "--package", dir)
	})
	t.Run("a package elsewhere", func(t *testing.T) {
		dir := t.TempDir()
		clone(t, dir, "https://github.com/owner/shop")
		pkg := write(t, map[string]string{"Kptfile": kptfileText, "projects/shop.yaml": projectFile("shop"), "projects/other.yaml": projectFile("other")})
		stdout := ok(t, "scaffold", "repo", "shop", "--package", pkg, "--out", dir)
		assert.Check(t, strings.Contains(stdout, "new      secrets/shop-secrets.example.yaml\n"), stdout)
		stdout = ok(t, "scaffold", "repo", filepath.Join(pkg, "projects/shop.yaml"), "--out", dir)
		assert.Check(t, strings.HasPrefix(stdout, dir+": up to date\n\nnote: "), stdout)
	})
}

// TestScaffoldedRepositoryIsValid scaffolds and renders, validates, and then changes one thing in the workflow.
func TestScaffoldedRepositoryIsValid(t *testing.T) {
	dir := application(t)
	project := filepath.Join(dir, "argocd/project.yaml")
	text, err := os.ReadFile(project)
	assert.NilError(t, err)
	assert.NilError(t, os.WriteFile(project, []byte(strings.Replace(string(text), "[TOKEN]}", "[TOKEN], mode: placeholder}", 1)), 0o644))
	stdout := ok(t, "scaffold", "repo", "--package", dir)
	assert.Check(t, strings.Contains(stdout, "note: deploy/kustomization.yaml is yours and is not touched: list shop.placeholder.yaml"), stdout)
	assert.NilError(t, os.WriteFile(filepath.Join(dir, "deploy/kustomization.yaml"), []byte("resources: [shop.yaml, shop.placeholder.yaml]\n"), 0o644))
	ok(t, "render", filepath.Join(dir, "argocd"))
	_, stdout, _ = call(t, "", "validate", "--explain-proof", dir)
	for _, words := range []string{
		"  proved: Image Updater takes each image of ghcr.io/owner/shop", "3 proved, 0 refuted", "  proved: each Secret, key, ConfigMap and image",
	} {
		assert.Check(t, strings.Contains(stdout, words), "%q\n%s", words, stdout)
	}
	files := tree(t, dir) // the placeholder beside the Application
	_, stdout, _ = call(t, strings.Join([]string{files["argocd/project.yaml"], files["argocd/rendered/shop.yaml"], files["deploy/shop.placeholder.yaml"]}, "---\n"), "validate", "--explain-proof", "-")
	for _, words := range []string{
		"  proved: no sync, self-heal or prune of its Application changes or deletes the data of Secret shop/shop",
		"over    its manifest at stdin:", "it stays when its manifest leaves Git, and when the Application is deleted",
	} {
		assert.Check(t, strings.Contains(stdout, words), "%q\n%s", words, stdout)
	}
	change(t, filepath.Join(dir, workflowPath), "tags: type=sha\n", "tags: type=sha,prefix=git-\n")
	status, stdout, _ := call(t, "", "validate", dir)
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stdout, `does not take "git-0000000"`), stdout)
}

func change(t *testing.T, file, old, changed string) {
	t.Helper()
	text, err := os.ReadFile(file)
	assert.NilError(t, err)
	assert.Assert(t, strings.Contains(string(text), old), "%s", text)
	assert.NilError(t, os.WriteFile(file, []byte(strings.Replace(string(text), old, changed, 1)), 0o644))
}

// TestScaffoldEditedFile goes through what can be answered where a person rewrote a file.
func TestScaffoldEditedFile(t *testing.T) {
	dir := application(t)
	t.Chdir(dir)
	ok(t, "scaffold", "repo")
	change(t, workflowPath, "timeout-minutes: 60", "timeout-minutes: 90")
	change(t, ".gitignore", "/argocd/secrets/*\n", "")
	change(t, ".gitignore", "# fairlead scaffold end\n", "")
	assert.NilError(t, os.Remove(".github/dependabot.yml"))
	before := worktree(t, dir)

	status, stdout, stderr := call(t, strings.Repeat("y\n", 3), "scaffold", "repo")
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stdout, "-    timeout-minutes: 90\n+    timeout-minutes: 60\n"), stdout)
	assert.Check(t, strings.Contains(stderr, "nobody can be asked here: nothing was written"), stderr)
	assert.DeepEqual(t, worktree(t, dir), before)

	status, stdout, stderr = call(t, "", "scaffold", "repo", "--check")
	assert.Equal(t, status, 1)
	for _, words := range []string{"edited   " + workflowPath, "edited   .gitignore", "new      .github/dependabot.yml", "+package-ecosystem: github-actions"} {
		assert.Check(t, strings.Contains(strings.ReplaceAll(stdout, "+  - ", "+"), words), "%q\n%s", words, stdout)
	}
	assert.Check(t, strings.Contains(stderr, "(3 files); run `fairlead scaffold repo shop`"), stderr)
	assert.DeepEqual(t, worktree(t, dir), before)

	asked := func(answers string) (string, error) {
		var out, errs bytes.Buffer
		r := &repoScaffold{streams: streams{in: strings.NewReader(answers), out: &out, err: &errs}, pkg: ".", interactive: true}
		err := r.run("")
		return out.String(), err
	}
	_, err := asked("y\n") // and then no more
	assert.ErrorContains(t, err, "no answer: nothing was written")
	assert.DeepEqual(t, worktree(t, dir), before)
	for _, answers := range []string{"n\nyes\n", "yes\nn\n", "\n"} {
		_, err = asked(answers)
		assert.ErrorContains(t, err, "stays as it is: nothing was written")
		assert.DeepEqual(t, worktree(t, dir), before)
	}
	stdout, err = asked("y\nyes\n")
	assert.NilError(t, err)
	for _, words := range []string{"Replace it as shown? [y/N] ", "replaced " + workflowPath, "replaced .gitignore", "new      .github/dependabot.yml", ".: 3 files written"} {
		assert.Check(t, strings.Contains(stdout, words), "%q\n%s", words, stdout)
	}
	assert.Equal(t, ok(t, "scaffold", "repo", "--check"), ".: up to date\n")
	change(t, workflowPath, "timeout-minutes: 60", "timeout-minutes: 90")
	ok(t, "scaffold", "repo", "--yes")
	assert.Equal(t, ok(t, "scaffold", "repo", "--check"), ".: up to date\n")
}

// TestScaffoldShowsNoCredential holds that a diff hides what a person wrote into a workflow, or filled into an example.
func TestScaffoldShowsNoCredential(t *testing.T) {
	dir := t.TempDir()
	clone(t, dir, "https://github.com/owner/shop")
	pkg := write(t, map[string]string{"Kptfile": kptfileText, "projects/shop.yaml": projectFile("shop")})
	ok(t, "scaffold", "repo", "--package", pkg, "--out", dir)
	change(t, filepath.Join(dir, workflowPath), "password: ${{ secrets.GITHUB_TOKEN }}", "password: hunter2hunter2")
	change(t, filepath.Join(dir, "secrets/shop-secrets.example.yaml"), "TOKEN: <TOKEN>", "TOKEN: bGl2ZWxpdmU=")
	for _, args := range [][]string{nil, {"--check"}} {
		status, stdout, stderr := call(t, "", append([]string{"scaffold", "repo", "--package", pkg, "--out", dir}, args...)...)
		assert.Equal(t, status, 1)
		assert.Check(t, !strings.Contains(stdout+stderr, "hunter2") && !strings.Contains(stdout+stderr, "bGl2"), stdout)
		assert.Check(t, strings.Contains(stdout, "-          password: …"), stdout)
	}
}

// TestScaffoldRepoBadInput holds what is said, and that nothing is written.
func TestScaffoldRepoBadInput(t *testing.T) {
	nothing := func(string) {}
	for _, c := range []struct {
		name    string
		args    []string
		prepare func(dir string)
		want    string
	}{
		{"another name", []string{"shops"}, nothing, `holds no Project "shops": did you mean "shop"?`},
		{"a name far away", []string{"elephant"}, nothing, `holds no Project "elephant": it has shop`},
		{"no such file", []string{"argocd/projects.yaml"}, nothing, "no such file or folder"},
		{"no Project", []string{"--package", "deploy"}, nothing, "deploy holds no Project"},
		{"a file without one", []string{"argocd/Kptfile"}, nothing, "argocd/Kptfile holds no Project"},
		{"no such package", []string{"--package", "nowhere"}, nothing, "nowhere: no such file"},
		{"no such folder", []string{"--out", "nowhere"}, nothing, "nowhere: there is no such folder: clone the repository first"},
		{"a file as the folder", []string{"--out", "deploy/shop.yaml"}, nothing, "is a file"},
		{"no Git", nil, func(dir string) { must(t, os.RemoveAll(filepath.Join(dir, ".git"))) }, "is not in a clone of https://github.com/owner/shop"},
		{"no Git, named", []string{"--out", "."}, func(dir string) { must(t, os.RemoveAll(filepath.Join(dir, ".git"))) }, "is in no Git repository"},
		{"another repository", nil, func(dir string) {
			must(t, os.RemoveAll(filepath.Join(dir, ".git")))
			clone(t, dir, "https://github.com/owner/platform")
		}, "name the folder by --out DIR"},
		{"two of them", nil, func(dir string) {
			must(t, os.WriteFile(filepath.Join(dir, "argocd/b.yaml"), []byte(projectFile("b")), 0o644))
		}, "holds 2 Projects: name one of b, shop"},
		{"two of one name", []string{"shop"}, func(dir string) {
			must(t, os.MkdirAll(filepath.Join(dir, "x"), 0o755))
			must(t, os.WriteFile(filepath.Join(dir, "x/Kptfile"), []byte(kptfileText), 0o644))
			must(t, os.WriteFile(filepath.Join(dir, "x/p.yaml"), []byte(projectFile("shop")), 0o644))
		}, "2 packages in . hold a Project shop, in argocd and x: name the package by --package"},
		{"a broken Project", nil, func(dir string) { change(t, filepath.Join(dir, "argocd/project.yaml"), "images:", "image:") }, "argocd/project.yaml"},
		{"a broken package beside it, and another name", []string{"shops"}, func(dir string) {
			must(t, os.MkdirAll(filepath.Join(dir, "x"), 0o755))
			must(t, os.WriteFile(filepath.Join(dir, "x/Kptfile"), []byte(kptfileText), 0o644))
			must(t, os.WriteFile(filepath.Join(dir, "x/p.yaml"), []byte(strings.Replace(projectFile("shops"), "images", "image", 1)), 0o644))
		}, "spec.image"},
		{"no images", nil, func(dir string) {
			change(t, filepath.Join(dir, "argocd/project.yaml"), "  images: [ghcr.io/owner/shop]\n", "")
		}, "Project shop has no images"},
		{"a link in the way", nil, func(dir string) {
			must(t, os.MkdirAll(filepath.Join(dir, ".github/workflows"), 0o755))
			must(t, os.Symlink("/etc/hostname", filepath.Join(dir, workflowPath)))
		}, workflowPath + ": it is a link"},
		{"a file in the way", nil, func(dir string) { must(t, os.WriteFile(filepath.Join(dir, ".github"), nil, 0o644)) }, "not a directory"},
		{"both flags", []string{"--yes", "--check"}, nothing, "none of the others can be"},
		{"two arguments", []string{"a", "b"}, nothing, "at most 1 arg"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := application(t)
			c.prepare(dir)
			t.Chdir(dir)
			before := worktree(t, dir)
			status, stdout, stderr := call(t, "", append([]string{"scaffold", "repo"}, c.args...)...)
			assert.Equal(t, status, 1, stdout)
			assert.Check(t, strings.Contains(stderr, c.want), "%q\n%s", c.want, stderr)
			assert.DeepEqual(t, worktree(t, dir), before)
		})
	}
}

// TestScaffoldFollowsNoLinkOut holds that nothing is written through a link.
func TestScaffoldFollowsNoLinkOut(t *testing.T) {
	dir, out := application(t), t.TempDir()
	must(t, os.Symlink(out, filepath.Join(dir, ".github")))
	status, _, stderr := call(t, "", "scaffold", "repo", "--package", dir)
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stderr, "leads out of the folder"), stderr)
	assert.Equal(t, len(tree(t, out)), 0)
}

// TestScaffoldUnwritable needs a user for whom rights count.
func TestScaffoldUnwritable(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := application(t)
	must(t, os.Chmod(dir, 0o555))
	defer func() { must(t, os.Chmod(dir, 0o755)) }()
	t.Chdir(dir)
	before := worktree(t, dir)
	status, _, stderr := call(t, "", "scaffold", "repo")
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stderr, "make its folder writable for this user; nothing was changed"), stderr)
	assert.DeepEqual(t, worktree(t, dir), before)
}

// TestScaffoldReadOnly holds that a file that somebody made read-only is not replaced, by whomever, and with --yes neither.
func TestScaffoldReadOnly(t *testing.T) {
	dir := application(t)
	ok(t, "scaffold", "repo", "--package", dir)
	file := filepath.Join(dir, workflowPath)
	must(t, os.Chmod(file, 0o444))
	ok(t, "scaffold", "repo", "--package", dir) // nothing is to be written
	must(t, os.Chmod(file, 0o644))
	change(t, file, "timeout-minutes: 60", "timeout-minutes: 90")
	must(t, os.Chmod(file, 0o444))
	must(t, os.Remove(filepath.Join(dir, ".github/dependabot.yml")))
	before := worktree(t, dir)
	status, _, stderr := call(t, "", "scaffold", "repo", "--yes", "--package", dir)
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stderr, "writing "+workflowPath+": it is read-only"), stderr)
	assert.DeepEqual(t, worktree(t, dir), before)
	must(t, os.Chmod(file, 0o644))
	ok(t, "scaffold", "repo", "--yes", "--package", dir)
}

func must(t *testing.T, err error) {
	t.Helper()
	assert.NilError(t, err)
}

// TestScaffoldBesideTheRoot warns where GitHub would not look.
func TestScaffoldBesideTheRoot(t *testing.T) {
	dir := t.TempDir()
	clone(t, dir, "https://github.com/owner/shop")
	pkg := write(t, map[string]string{"Kptfile": kptfileText, "projects/shop.yaml": projectFile("shop")})
	sub := filepath.Join(dir, "sub")
	must(t, os.Mkdir(sub, 0o755))
	status, _, stderr := call(t, "", "scaffold", "repo", "--package", pkg, "--out", sub)
	assert.Equal(t, status, 0)
	assert.Check(t, strings.Contains(stderr, "is not the root of its Git repository"), stderr)
}

// TestScaffoldLineEnds holds that the script comes out of Git as it went in, also where Git is told to write CRLF.
func TestScaffoldLineEnds(t *testing.T) {
	dir := write(t, map[string]string{"Kptfile": kptfileText, "platform.yaml": plainPlatform, "project.yaml": projectFile("shop")})
	clone(t, dir, "https://github.com/owner/shop")
	ok(t, "scaffold", "repo", "--package", dir)
	before := worktree(t, dir)
	for _, args := range [][]string{{"add", "."}, {"checkout", "-q", "--", "."}} {
		if args[0] == "checkout" {
			must(t, os.RemoveAll(filepath.Join(dir, ".github")))
		}
		out, err := exec.Command("git", append([]string{"-C", dir, "-c", "core.autocrlf=true"}, args...)...).CombinedOutput()
		assert.NilError(t, err, "%s", out)
	}
	after := worktree(t, dir)
	assert.Equal(t, after[".github/fairlead/notify.sh"], before[".github/fairlead/notify.sh"])
	assert.Check(t, strings.Contains(after[workflowPath], "\r\n")) // so that Git did what it was told
	assert.Equal(t, ok(t, "scaffold", "repo", "--check", "--package", dir), dir+": up to date\n")

	change(t, filepath.Join(dir, ".github/fairlead/notify.sh"), "\n", "\r\n")
	status, stdout, _ := call(t, "", "scaffold", "repo", "--check", "--package", dir)
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stdout, "changed  .github/fairlead/notify.sh\n"), stdout)
}
