// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"os"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/checkout"
	"github.com/fairlead-krm/fairlead/pkg/language"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

const (
	workflowText = "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{uses: docker/build-push-action@v6, with: {push: true, tags: 'ghcr.io/${{ github.repository }}:x'}}]\n"
	empty        = "resources: []\n"
)

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		assert.NilError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		assert.NilError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	return dir
}

func gitConfig(url string) string {
	return "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = " + url + "\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch \"main\"]\n\turl = https://github.com/other/other\n"
}

// TestFind holds when a repository counts as at hand.
func TestFind(t *testing.T) {
	const url = "https://github.com/owner/shop"
	for _, c := range []struct {
		name  string
		files map[string]string
		dir   string
		below []string
		want  bool
	}{
		{"a remote", map[string]string{"r/.git/config": gitConfig("https://github.com/owner/shop.git"), "r/argocd/a": ""}, "r/argocd", nil, true},
		{"over SSH", map[string]string{"r/.git/config": gitConfig("git@github.com:Owner/Shop.git"), "r/argocd/a": ""}, "r/argocd", nil, true},
		{"with a user", map[string]string{"r/.git/config": gitConfig("ssh://git@github.com:22/owner/shop"), "r/a": ""}, "r", nil, true},
		{"another remote", map[string]string{"r/.git/config": gitConfig("https://github.com/owner/platform"), "r/.github/workflows/ci.yml": workflowText, "r/deploy/kustomization.yaml": empty}, "r", nil, false},
		{"a worktree", map[string]string{"r/.git": "gitdir: ../main/.git/worktrees/r\n", "main/.git/worktrees/r/commondir": "../..\n", "main/.git/config": gitConfig(url)}, "r", nil, true},
		{"its name in another one", map[string]string{"r/.git/config": gitConfig("https://github.com/owner/platform"), "r/shop/deploy/kustomization.yml": empty, "r/shop/argocd/a": ""}, "r/shop/argocd", nil, true},
		{"its name below", map[string]string{"r/.git/config": gitConfig("https://github.com/owner/platform"), "r/x/shop/deploy/Kustomization": empty, "r/x/shop/argocd/a": ""}, "r", []string{"x/shop/argocd"}, true},
		{"its name without a kustomization", map[string]string{"r/.git/config": gitConfig("https://github.com/owner/platform"), "r/shop/argocd/a": ""}, "r/shop/argocd", nil, false},
		{"no Git, but workflows", map[string]string{"r/.github/workflows/ci.yml": workflowText, "r/deploy/kustomization.yaml": empty, "r/argocd/a": ""}, "r/argocd", nil, true},
		{"no Git, and no kustomization", map[string]string{"r/.github/workflows/ci.yml": workflowText, "r/argocd/a": ""}, "r/argocd", nil, false},
		{"nothing", map[string]string{"r/a": ""}, "r", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := checkout.Around(filepath.Join(write(t, c.files), c.dir), c.below...).Find(url, "deploy")
			assert.Equal(t, found != nil, c.want)
		})
	}
}

// TestFindOfSeveral holds that files are not taken for the repository of one of several Applications whose kustomizations they could be.
func TestFindOfSeveral(t *testing.T) {
	const url, other = "https://github.com/owner/shop", "https://github.com/owner/store"
	dir := write(t, map[string]string{"r/.github/workflows/ci.yml": workflowText, "r/deploy/kustomization.yaml": empty, "r/argocd/a": ""})
	found := func(others ...rule.Source) bool {
		return checkout.Around(filepath.Join(dir, "r", "argocd")).Find(url, "deploy", others...) != nil
	}
	assert.Check(t, found(rule.Source{URL: url, Path: "deploy"}, rule.Source{URL: "git@github.com:owner/shop.git", Path: "deploy"}, rule.Source{URL: other, Path: "manifests"}))
	assert.Check(t, !found(rule.Source{URL: url, Path: "deploy"}, rule.Source{URL: other, Path: "deploy"}))
}

// TestPushes reads workflows from disk, with the name of the repository in them, and follows no link out of it.
func TestPushes(t *testing.T) {
	dir := write(t, map[string]string{"r/.git/config": gitConfig("https://github.com/Owner/Shop"), "r/.github/workflows/ci.yml": workflowText, "r/.github/workflows/README.md": "", "other.yml": workflowText})
	repository := checkout.Around(filepath.Join(dir, "r")).Find("https://github.com/owner/shop", "deploy")
	s := repository.Pushes("main", "ghcr.io/owner/shop")
	assert.Equal(t, len(s.Files), 1)
	assert.Equal(t, len(s.At(tagscheme.Release)), 1)
	assert.Assert(t, s.At(tagscheme.Release)[0].Set.Has("x"))

	assert.NilError(t, os.Symlink("../../../other.yml", filepath.Join(dir, "r/.github/workflows/out.yml")))
	s = checkout.Around(filepath.Join(dir, "r")).Find("https://github.com/owner/shop", "deploy").Pushes("main", "ghcr.io/owner/other")
	budget := language.DefaultBudget
	for _, p := range s.Pushes {
		assert.Assert(t, p.Doubt != nil && filepath.Base(p.Doubt.Place.File) == "out.yml")
		_, some, err := p.Set.Shortest(&budget)
		assert.Assert(t, err == nil && some)
	}
	assert.Equal(t, len(s.Pushes), len(tagscheme.Events))
}

// TestBuild renders a kustomization of the tree.
func TestBuild(t *testing.T) {
	dir := write(t, map[string]string{
		"shop/deploy/kustomization.yaml": "resources: [../base]\nnamePrefix: x-\n", "shop/base/kustomization.yaml": "resources: [a.yaml]\n",
		"shop/base/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
	})
	items, err := checkout.Around(filepath.Join(dir, "shop")).Find("https://github.com/owner/shop", "deploy").Build("deploy")
	assert.NilError(t, err)
	assert.Equal(t, len(items), 1)
	assert.Equal(t, items[0].Name, "x-a")
}
