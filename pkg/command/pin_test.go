// SPDX-License-Identifier: Apache-2.0

package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

const pinProject = `# the shop
apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata:
  name: shop
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  repository: https://github.com/owner/shop
  images:
    - ghcr.io/owner/shop # the front
    - {name: ghcr.io/owner/worker, alias: work, allowTags: 'regexp:^v[0-9]+$'} # the back
`

func pinPackage(t *testing.T, platform string) string {
	t.Helper()
	dir := write(t, map[string]string{
		"platform.yaml":      "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata:\n  name: k3s\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nspec:\n  package: {repository: https://github.com/owner/platform}\n  argocd: {version: v3.5.7}\n  imageUpdater: {" + platform + "}\n",
		"projects/shop.yaml": pinProject,
	})
	ok(t, "render", dir)
	return dir
}

func read(t *testing.T, elem ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(elem...))
	assert.NilError(t, err)
	return string(text)
}

func TestPin(t *testing.T) {
	for _, tc := range []struct{ platform, file, held, free string }{
		{"version: v0.12.2", "shop.yaml", "shop.allow-tags: regexp:^sha-0123abc$\n", "shop.allow-tags: regexp:^sha-[0-9a-f]{7,40}$\n"},
		{"version: v1.3.0, settings: resource", "shop.yaml", "allowTags: regexp:^sha-0123abc$\n", "allowTags: regexp:^sha-[0-9a-f]{7,40}$\n"},
	} {
		dir := pinPackage(t, tc.platform)
		rendered := filepath.Join(dir, "rendered", tc.file)
		assert.Check(t, strings.Contains(read(t, rendered), tc.free), read(t, rendered))
		out := ok(t, "pin", "shop", "sha-0123abc", "--package", dir, "--image", "shop")
		assert.Check(t, strings.Contains(out, "changed  projects/shop.yaml\nchanged  rendered/shop.yaml\n"), out)
		assert.Check(t, strings.Contains(out, "Commit and push this package") && strings.Contains(out, "writes sha-0123abc into the live Application"), out)
		assert.Equal(t, read(t, dir, "projects/shop.yaml"), strings.Replace(pinProject, "    - ghcr.io/owner/shop # the front\n", "    - name: ghcr.io/owner/shop # the front\n      pin: sha-0123abc\n", 1))
		assert.Check(t, strings.Contains(read(t, rendered), tc.held), read(t, rendered))
		ok(t, "render", "--check", dir)
		assert.Check(t, strings.Contains(ok(t, "pin", "shop", "--package", dir), "ghcr.io/owner/shop    shop   sha-0123abc\n"))

		before := tree(t, dir)
		assert.Check(t, strings.Contains(ok(t, "pin", "shop", "sha-0123abc", "--package", dir, "--image", "ghcr.io/owner/shop"), "pinned to sha-0123abc already: nothing to do"))
		assert.DeepEqual(t, tree(t, dir), before)
		ok(t, "pin", "shop", "v7", "--package", dir, "--image", "work")
		assert.Check(t, strings.Contains(read(t, rendered), "regexp:^v7$"), read(t, rendered))
		ok(t, "pin", "shop", "--clear", "--package", dir, "--image", "work")
		assert.DeepEqual(t, tree(t, dir), before)

		out = ok(t, "pin", "shop", "--clear", "--package", dir, "--image", "shop")
		assert.Check(t, strings.Contains(out, "is not pinned any more") && strings.Contains(out, "without the pin"), out)
		assert.Check(t, strings.Contains(read(t, rendered), tc.free))
		assert.Check(t, strings.Contains(ok(t, "pin", "shop", "--clear", "--package", dir, "--image", "shop"), "is not pinned: nothing to do"))
	}
}

// TestPinRefuses holds that nothing is written where a pin cannot be, or where the package does not render.
func TestPinRefuses(t *testing.T) {
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"no such Project", []string{"shopp", "sha-0123abc"}, `no Project "shopp": did you mean "shop"?`},
		{"nothing like it", []string{"elsewhere", "sha-0123abc"}, `no Project "elsewhere": there are shop`},
		{"which image", []string{"shop", "sha-0123abc"}, "say which is meant by --image: shop, work"},
		{"no such image", []string{"shop", "sha-0123abc", "--image", "wrok"}, `did you mean "work"?`},
		{"no tag", []string{"shop", "a b", "--image", "shop"}, "a b"},
		{"not allowed by default", []string{"shop", "v7", "--image", "shop"}, `"v7" is no tag that image ghcr.io/owner/shop takes: allowTags, which is not given, is "regexp:^sha-[0-9a-f]{7,40}$"`},
		{"not allowed", []string{"shop", "sha-0123abc", "--image", "work"}, `its allowTags is "regexp:^v[0-9]+$"`},
		{"an empty tag", []string{"shop", "", "--image", "shop"}, "TAG is empty"},
		{"an empty tag and several images", []string{"shop", ""}, "TAG is empty"},
		{"both", []string{"shop", "v7", "--clear"}, "give one of the two"},
		{"nothing", []string{}, "accepts between 1 and 2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := pinPackage(t, "version: v0.12.2")
			before := tree(t, dir)
			status, stdout, stderr := call(t, "", append([]string{"pin", "--package", dir}, tc.args...)...)
			assert.Equal(t, status, 1)
			assert.Equal(t, stdout, "")
			assert.Check(t, strings.Contains(stderr, "error: ") && strings.Contains(stderr, tc.want), stderr)
			assert.DeepEqual(t, tree(t, dir), before)
		})
	}
	t.Run("does not render", func(t *testing.T) {
		dir := pinPackage(t, "version: v0.12.2")
		bad := filepath.Join(dir, "hand.yaml")
		assert.NilError(t, os.WriteFile(bad, []byte("apiVersion: v1\nkind: Secret\nmetadata:\n  name: leaked\nstringData:\n  TOKEN: hunter2hunter2\n"), 0o600))
		before := tree(t, dir)
		status, stdout, stderr := call(t, "", "pin", "shop", "sha-0123abc", "--package", dir, "--image", "shop")
		assert.Equal(t, status, 1)
		assert.Equal(t, stdout, "")
		assert.Check(t, strings.Contains(stderr, "nothing was written") && !strings.Contains(stderr, "hunter2"), stderr)
		assert.DeepEqual(t, tree(t, dir), before)
	})
	t.Run("digest", func(t *testing.T) {
		dir := write(t, map[string]string{"p.yaml": "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata:\n  name: shop\nspec:\n  repository: https://github.com/owner/shop\n  images: [{name: ghcr.io/owner/shop, updateStrategy: digest, pin: stable}]\n"})
		status, _, stderr := call(t, "", "pin", "shop", "--clear", "--package", dir)
		assert.Check(t, status == 1 && strings.Contains(stderr, "it cannot be without"), stderr)
		ok(t, "pin", "shop", "next", "--package", dir)
		assert.Check(t, strings.Contains(read(t, dir, "p.yaml"), "pin: next}"))
	})
}
