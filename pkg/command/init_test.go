// SPDX-License-Identifier: Apache-2.0

package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// begin runs init, which must succeed, in a folder that is not there yet.
func begin(t *testing.T, flags ...string) (dir, stdout string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "platform")
	return dir, ok(t, append([]string{"init", dir}, flags...)...)
}

// TestInitIsTheBlueprint holds that what init lays down is what a person would copy, rendered files and all.
func TestInitIsTheBlueprint(t *testing.T) {
	dir, stdout := begin(t)
	want := tree(t, filepath.Join("..", "..", "blueprint"))
	assert.DeepEqual(t, tree(t, dir), want)
	for path := range want {
		assert.Check(t, strings.Contains(stdout, "new      "+path+"\n"), path)
	}
	assert.Check(t, strings.Contains(ok(t, "render", "--check", dir), "up to date"))
	onlyShared(t, dir)
}

// onlyShared holds that nothing is said of a package but that its Projects share an account, which the Platform names.
func onlyShared(t *testing.T, dir string) {
	t.Helper()
	found := ok(t, "validate", dir)
	assert.Check(t, strings.Contains(found, "info[ci-account-shared]") && strings.Contains(found, "\n1 info in 1 of "), found)
}

func TestInitWithFlags(t *testing.T) {
	dir, stdout := begin(t, "--repository", "git@github.com:Alice/infra.git", "--argocd-url", "https://cd.example.org", "--argocd", "3.4", "--image-updater", "v1.3.0",
		"--project", "shop=https://github.com/Alice/Shop", "--project", "elsewhere=https://git.example.org/a/b")
	files := tree(t, dir)
	for file, parts := range map[string][]string{
		"platform.yaml":                      {"repository: git@github.com:Alice/infra.git\n", "url: https://cd.example.org\n", "version: \"3.4\"\n", "version: v1.3.0 #", "# what the nodes run\n"},
		"projects/shop.yaml":                 {"repository: https://github.com/Alice/Shop\n", "- ghcr.io/alice/shop\n"},
		"projects/elsewhere.yaml":            {"repository: https://git.example.org/a/b\n", "  # images:\n"},
		"CODEOWNERS":                         {"\n* @Alice\n"},
		"README.md":                          {"https://github.com/Alice/infra//rendered/argocd?ref=main", "--docker-username=Alice "},
		"root.yaml":                          {"repoURL: git@github.com:Alice/infra.git\n"},
		"rendered/argocd-image-updater.yaml": {"targetRevision: v1.3.0\n"},
		"rendered/shop.yaml":                 {"kind: ImageUpdater\n", "imageName: ghcr.io/alice/shop\n"},
		"rendered/kustomization.yaml":        {"- argocd-image-updater.yaml\n- elsewhere.yaml\n- shop.yaml\n"},
	} {
		for _, part := range parts {
			assert.Check(t, strings.Contains(files[file], part), "%q is missing in %s:\n%s", part, file, files[file])
		}
	}
	_, sample := files["projects/home-manager.yaml"]
	assert.Check(t, !sample)
	assert.Check(t, !strings.Contains(stdout, "First put in"), stdout)
	assert.Check(t, strings.Contains(ok(t, "render", "--check", dir), "up to date"))
	onlyShared(t, dir)
}

// TestInitPutsTheOwnerIntoTheSamples holds that a person whose repositories are named as the samples edits nothing.
func TestInitPutsTheOwnerIntoTheSamples(t *testing.T) {
	dir, _ := begin(t, "--repository", "https://github.com/Alice/infra")
	for path, text := range tree(t, dir) {
		for _, sample := range []string{"github.com/owner/", "ghcr.io/owner/", "@owner"} {
			assert.Check(t, !strings.Contains(text, sample), "%s holds %s", path, sample)
		}
	}
	assert.Check(t, strings.Contains(tree(t, dir)["projects/home-manager.yaml"], "- ghcr.io/alice/home-manager\n"))
	// Another host has no owners whom GitHub knows.
	dir, stdout := begin(t, "--repository", "https://git.example.org/alice/infra")
	assert.Check(t, strings.Contains(tree(t, dir)["CODEOWNERS"], "* @owner\n"))
	assert.Check(t, strings.Contains(stdout, "the owner in CODEOWNERS"), stdout)
}

func TestInitWithoutSamples(t *testing.T) {
	dir, stdout := begin(t, "--no-samples")
	files := tree(t, dir)
	assert.Check(t, files["rendered/argocd-image-updater.yaml"] != "" && files["root.yaml"] != "")
	for path := range files {
		assert.Check(t, !strings.HasPrefix(path, "projects/") && !strings.HasPrefix(path, "secrets/"), path)
	}
	assert.Check(t, strings.Contains(stdout, "a Project in projects/ for each repository\n"), stdout)
	assert.Check(t, strings.Contains(ok(t, "render", "--check", dir), "up to date"))
}

func TestInitSaysWhatIsNext(t *testing.T) {
	_, stdout := begin(t)
	for _, want := range []string{"spec.package.repository in platform.yaml (--repository)", "spec.argocd.url in platform.yaml (--argocd-url)", "which are samples (--project)",
		" init -b main && ", " commit -m ", "fairlead explain --patches ", "kubectl apply -f ", "never in Git"} {
		assert.Check(t, strings.Contains(stdout, want), "%q is missing in:\n%s", want, stdout)
	}
	clone := filepath.Join(t.TempDir(), "my clone")
	assert.NilError(t, os.MkdirAll(filepath.Join(clone, ".git"), 0o755))
	stdout = ok(t, "init", clone)
	assert.Check(t, strings.Contains(stdout, "git -C '"+clone+"' add . && ") && !strings.Contains(stdout, "git init"), stdout)
}

func TestInitRefuses(t *testing.T) {
	const password = "hunter2"
	for _, tc := range []struct {
		name  string
		flags []string
		want  []string
	}{
		{"all at once", []string{"--repository", "https://me:" + password + "@github.com/a/b", "--argocd-url", "http://x", "--argocd", "v2.1", "--image-updater", "v1.0.3", "--project", "No_Label=https://github.com/a/b", "--project", "x=a"}, []string{
			"error: --repository: ", "must not hold a password", "error: --argocd-url: ", "https://", "error: --argocd: ", "supported are v2.10", "error: --image-updater: ", "use v1.1 or later",
			"error: --project No_Label: ", "must be a DNS label", "error: --project x: ", "must be a URL such as",
		}},
		{"no release", []string{"--image-updater", "v1.3"}, []string{`--image-updater: "v1.3" must name one release`}},
		{"no version", []string{"--image-updater", "stable"}, []string{`--image-updater: version "stable" of Image Updater is no version`}},
		{"not named", []string{"--project", "shop"}, []string{`--project: "shop" must be NAME=URL`}},
		{"a URL alone", []string{"--project", "https://me:" + password + "@github.com/a/b?x=y"}, []string{"--project must be NAME=URL"}},
		{"out of the folder", []string{"--project", "../../evil=https://github.com/a/b"}, []string{`--project ../../evil: "../../evil" must be a DNS label`}},
		{"a name twice", []string{"--project", "a=https://github.com/a/b", "--project", "a=https://github.com/a/c"}, []string{`--project a: "a" is the name of two Projects`}},
		{"the Platform's name", []string{"--project", "k3s=https://github.com/a/b"}, []string{`--project k3s: "k3s" is also the name of the Platform`}},
		{"the updater's name", []string{"--project", "argocd-image-updater=https://github.com/a/b"}, []string{"--project argocd-image-updater: "}},
		{"no samples but a Project", []string{"--no-samples", "--project", "a=https://github.com/a/b"}, []string{"no-samples"}},
		{"a password in the repository of a Project", []string{"--project", "a=https://me:" + password + "@github.com/a/b"}, []string{"--project a: ", "must not hold a password"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			above := t.TempDir()
			status, stdout, stderr := call(t, "", append([]string{"init", filepath.Join(above, "a", "b")}, tc.flags...)...)
			assert.Equal(t, status, 1)
			assert.Equal(t, stdout, "")
			for _, want := range tc.want {
				assert.Check(t, strings.Contains(stderr, want), "%q is missing in %s", want, stderr)
			}
			assert.Check(t, !strings.Contains(stderr, password), stderr)
			entries, err := os.ReadDir(above)
			assert.NilError(t, err)
			assert.Equal(t, len(entries), 0, "%v", entries)
		})
	}
}

func TestInitRefusesAFolderWithFiles(t *testing.T) {
	dir := write(t, map[string]string{"README.md": "mine", "projects/x.yaml": "mine"})
	before := tree(t, dir)
	status, stdout, stderr := call(t, "", "init", dir)
	assert.Equal(t, status, 1)
	assert.Equal(t, stdout, "")
	assert.Check(t, strings.Contains(stderr, "is not empty: README.md, projects/;"), stderr)
	assert.DeepEqual(t, tree(t, dir), before)
	for _, args := range [][]string{{"init"}, {"init", ""}, {"init", "a", "b"}} {
		status, _, stderr := call(t, "", args...)
		assert.Equal(t, status, 1)
		assert.Check(t, strings.Contains(stderr, "init takes one DIR"), stderr)
	}
}

// TestInitWarnsOnce holds that a version which is newer than what is known is said, by its flag, and once.
func TestInitWarnsOnce(t *testing.T) {
	status, _, stderr := call(t, "", "init", filepath.Join(t.TempDir(), "p"), "--image-updater", "v1.9.0")
	assert.Equal(t, status, 0)
	assert.Equal(t, strings.Count(stderr, `warning: --image-updater: Image Updater version "v1.9.0" is newer`), 1, stderr)
	assert.Equal(t, strings.Count(stderr, "warning: "), 1, stderr)
}

func TestOnGitHub(t *testing.T) {
	for _, url := range []string{"https://github.com/o/n", "https://github.com/o/n.git", "https://github.com/o/n/", "ssh://git@github.com/o/n.git", "git@github.com:o/n.git", "https://GitHub.com/o/n"} {
		owner, name, ok := onGitHub(url)
		assert.Check(t, ok && owner == "o" && name == "n", url)
	}
	for _, url := range []string{"", "github.com", "https://github.com", "https://github.com/", "https://github.com/o", "https://github.com/o/n/m", "https://github.com.evil.org/o/n", "https://gitlab.com/o/n", "https://x.org/github.com/o", "file:///github.com/o/n"} {
		_, _, ok := onGitHub(url)
		assert.Check(t, !ok, url)
	}
}
