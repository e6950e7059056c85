// SPDX-License-Identifier: Apache-2.0

package command

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// repositoryFiles are an application repository with its Project in argocd.
func repositoryFiles() map[string]string {
	return map[string]string{
		".github/workflows/ci.yml": `on: {push: {branches: [main]}}
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - {id: meta, uses: docker/metadata-action@v5, with: {images: 'ghcr.io/${{ github.repository }}', tags: 'type=sha'}}
      - uses: docker/build-push-action@v6
        with: {push: true, tags: '${{ steps.meta.outputs.tags }}'}
`,
		"deploy/kustomization.yaml": "resources: [shop.yaml]\n",
		"deploy/shop.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - name: shop
          image: ghcr.io/owner/shop
          env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: shop, key: TOKEN}}}]
`,
		"argocd/Kptfile": kptfileText,
		"argocd/project.yaml": `apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata:
  name: shop
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  repository: https://github.com/owner/shop
  images: [ghcr.io/owner/shop]
  secrets: [{name: shop, keys: [TOKEN]}]
`,
	}
}

// TestValidateLooksIntoTheRepository changes one thing in the files beside the resources, and looks from several folders.
func TestValidateLooksIntoTheRepository(t *testing.T) {
	for _, c := range []struct{ name, file, old, changed, want string }{
		{"as it is", "deploy/shop.yaml", "shop", "shop", ""},
		{"the prefix", ".github/workflows/ci.yml", "type=sha", "type=sha,prefix=v-", "pushed-tag-not-taken error project.yaml[9,12]"},
		{"the event", ".github/workflows/ci.yml", "{push: {branches: [main]}}", "[push, pull_request]", "foreign-tag-taken error project.yaml[9,12]"},
		{"a key", "deploy/shop.yaml", "key: TOKEN", "key: TOKENS", "secret-key-undeclared error project.yaml[10,32]"},
		{"the image", "deploy/shop.yaml", "ghcr.io/owner/shop", "ghcr.io/owner/shops", "followed-image-not-run error project.yaml[9,12]"},
		{"a pinned digest", "deploy/kustomization.yaml", "\n", "\nimages: [{name: x, newName: ghcr.io/owner/shop, digest: 'sha256:" + strings.Repeat("0", 64) + "'}]\n", "followed-image-not-set error project.yaml[9,12]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := repositoryFiles()
			files[c.file] = strings.Replace(files[c.file], c.old, c.changed, 1)
			if c.name == "a pinned digest" {
				files["deploy/shop.yaml"] = strings.Replace(files["deploy/shop.yaml"], "image: ghcr.io/owner/shop", "image: x", 1)
			}
			dir := write(t, files)
			status, want := 0, []string{}
			if c.want != "" {
				status, want = 1, []string{c.want}
			}
			for _, target := range []string{"argocd", ".", "argocd/project.yaml"} {
				assert.DeepEqual(t, findingsOf(t, "", status, filepath.Join(dir, target)), want)
			}
			assert.DeepEqual(t, tree(t, dir), files)
		})
	}
}

// TestExplainProofOfARepository shows what the proofs on tags and references say.
func TestExplainProofOfARepository(t *testing.T) {
	dir := write(t, repositoryFiles())
	t.Chdir(dir)
	_, stdout, _ := call(t, "", "validate", "--explain-proof", "argocd")
	for _, words := range []string{
		"  proved: Image Updater takes each image of ghcr.io/owner/shop that is built of branch main, and none that a pull request or another branch pushes\n",
		"every tag that can be pushed by .github/workflows/ci.yml\n", "argocd/project.yaml:9, .github/workflows/ci.yml:6\n",
		"  proved: each Secret, key, ConfigMap and image that the manifests of shop name is declared, made or runs\n",
	} {
		assert.Check(t, strings.Contains(stdout, words), "%q\n%s", words, stdout)
	}
}

// TestValidatePassesOverWhatGitIgnores holds that a credential in a file that Git leaves out is not said to be in Git, and that
// it is where there is no repository, where nothing leaves it out, and where somebody added it all the same.
func TestValidatePassesOverWhatGitIgnores(t *testing.T) {
	const secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\nstringData:\n  TOKEN: correct horse\n"
	const registries = "configs:\n  ghcr.io:\n    auth: {username: owner, password: correct horse}\n"
	git := func(dir string, args ...string) {
		t.Helper()
		out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput()
		assert.NilError(t, err, "%s", out)
	}
	files := map[string]string{".gitignore": "/argocd/secrets/*\n/node/\n", "argocd/secrets/shop.yaml": secret, "node/registries.yaml": registries}
	found := []string{"secret-with-value error shop.yaml[6,3]", "registries-with-password error registries.yaml[3,39]"}
	dir := write(t, files)
	assert.DeepEqual(t, findingsOf(t, "", 1, dir), found)
	git(dir, "init", "-q")
	for _, target := range []string{".", "argocd", "argocd/secrets/shop.yaml", "node", "node/registries.yaml"} {
		assert.DeepEqual(t, findingsOf(t, "", 0, filepath.Join(dir, target)), []string{})
	}
	git(dir, "add", "-f", ".")
	assert.DeepEqual(t, findingsOf(t, "", 1, dir), found)
	assert.DeepEqual(t, findingsOf(t, secret, 1, "-"), []string{"secret-with-value error stdin[6,3]"})
}

// TestValidateAnImageThatNothingPushes changes one thing in a repository, and holds what is said of the image.
func TestValidateAnImageThatNothingPushes(t *testing.T) {
	const ci, project = ".github/workflows/ci.yml", "argocd/project.yaml"
	const finding = "image-not-pushed warning project.yaml[9,12]"
	const build = "      - uses: docker/build-push-action@v6\n"
	for _, c := range []struct {
		name, file, old, changed string
		want                     bool
	}{
		{"another name", ci, "ghcr.io/${{ github.repository }}", "ghcr.io/owner/shops", true},
		{"not pushed", ci, "push: true", "push: false", true},
		{"not pushed, by an expression", ci, "push: true", "push: '${{ github.event_name == ''release'' }}'", true},
		{"another branch in the step", ci, build, build + "        if: github.ref == 'refs/heads/master'\n", true},
		{"another branch in the job", ci, "    steps:\n", "    if: github.ref == 'refs/heads/master'\n    steps:\n", true},
		{"another branch before the job", ci, "  image:\n", "  first:\n    if: github.ref == 'refs/heads/master'\n    runs-on: ubuntu-latest\n    steps: [{run: echo}]\n  image:\n    needs: first\n", true},
		{"beside a script that tells", ci, build, "      - run: sh hack/notify.sh && npm test\n" + build, false},
		{"another branch, beside a script that tells", ci, build, "      - run: sh hack/notify.sh\n" + build + "        if: github.ref == 'refs/heads/master'\n", true},
		{"by hand", ci, "{push: {branches: [main]}}", "workflow_dispatch", false},
		{"by the clock", ci, "{push: {branches: [main]}}", "{schedule: [{cron: 1 2 * * *}]}", false},
		{"an image of others", ci, "ghcr.io/${{ github.repository }}", "ghcr.io/owner/shop-web", true},
		{"a Project with an image of others", project, "[ghcr.io/owner/shop]", "[docker.io/library/redis]", false},
		{"a condition that is not known", ci, "push: true", "push: '${{ vars.PUSH }}'", false},
	} {
		for beside, want := range map[string]bool{"": c.want, "make push": false, "./hack/all.sh": false, "ko build .": false, "npm run release": false, "make test": c.want} {
			files := repositoryFiles()
			files[c.file] = strings.Replace(files[c.file], c.old, c.changed, 1)
			if beside != "" {
				files[".github/workflows/other.yml"] = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: " + beside + "}]\n"
			}
			dir := write(t, files)
			_, stdout, _ := call(t, "", "validate", filepath.Join(dir, "argocd"))
			assert.Equal(t, strings.Contains(stdout, "image-not-pushed"), want, "%s, beside %q\n%s", c.name, beside, stdout)
			if want {
				assert.Check(t, strings.Contains(strings.Join(findingsOf(t, "", 0, filepath.Join(dir, "argocd")), " "), finding))
			}
		}
	}
	files := repositoryFiles()
	files[project] = strings.Replace(files[project], "[ghcr.io/owner/shop]", "[ghcr.io/owner/shops]", 1)
	_, stdout, _ := call(t, "", "validate", filepath.Join(write(t, files), "argocd"))
	assert.Check(t, strings.Contains(stdout, "no workflow of the repository pushes ghcr.io/owner/shops: they push ghcr.io/owner/shop: did you mean that?"), stdout)
	delete(files, ci)
	_, stdout, _ = call(t, "", "validate", filepath.Join(write(t, files), "argocd"))
	assert.Check(t, !strings.Contains(stdout, "image-not-pushed"), stdout)
}
