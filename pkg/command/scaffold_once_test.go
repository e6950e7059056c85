// SPDX-License-Identifier: Apache-2.0

package command

import (
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

const privatePlatform = "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: k3s}\nspec: {imageUpdater: {registries: [{prefix: ghcr.io, credentials: 'pullsecret:argocd/ghcr'}]}}\n"

// TestScaffoldNodeAndCredentials prints them for a package, for one Project of it, and from the repository around it.
func TestScaffoldNodeAndCredentials(t *testing.T) {
	dir := write(t, map[string]string{"pkg/Kptfile": kptfileText, "pkg/platform.yaml": privatePlatform, "pkg/projects/shop.yaml": projectFile("shop"), "pkg/projects/other.yaml": projectFile("other")})
	pkg := filepath.Join(dir, "pkg")
	for _, from := range []string{pkg, dir} {
		node := ok(t, "scaffold", "node", "--package", from)
		assert.Check(t, strings.Contains(node, "crictl pull ghcr.io/owner/shop:") && strings.Contains(node, "crictl pull ghcr.io/owner/other:"), node)
		all := ok(t, "scaffold", "credentials", "--package", from)
		one := ok(t, "scaffold", "credentials", "shop", "--package", from)
		for _, text := range []string{all, one} {
			assert.Check(t, strings.Contains(text, "cd "+pkg+" && mkdir -p secrets"), text)
			assert.Check(t, strings.Contains(text, "create secret generic shop-secrets"), text)
		}
		assert.Check(t, strings.Contains(all, "other-secrets") && !strings.Contains(one, "other-secrets"))
	}
	assert.Equal(t, ok(t, "scaffold", "node", "--file", "--package", pkg), "configs:\n  ghcr.io:\n    auth:\n      username: owner\n      password: <TOKEN>\n")
	assert.Equal(t, ok(t, "scaffold", "credentials", filepath.Join(pkg, "projects/other.yaml")), ok(t, "scaffold", "credentials", "other", "--package", pkg))

	status, stdout, stderr := call(t, "", "scaffold", "node", "--package", write(t, map[string]string{"p.yaml": projectFile("shop")}))
	assert.Equal(t, status, 0)
	assert.Check(t, stdout == "" && strings.Contains(stderr, "no registry needs credentials"), stderr)
}

func TestScaffoldNodeAndCredentialsBadInput(t *testing.T) {
	two := map[string]string{"a/Kptfile": kptfileText, "a/p.yaml": projectFile("shop"), "b/Kptfile": kptfileText, "b/p.yaml": projectFile("shop")}
	for _, c := range []struct {
		files map[string]string
		args  []string
		want  string
	}{
		{map[string]string{"a.yaml": "a: 1\n"}, []string{"node"}, "holds no Project"},
		{map[string]string{"a.yaml": "a: 1\n"}, []string{"credentials"}, "holds no Project"},
		{two, []string{"node"}, "holds 2 packages: name one of"},
		{two, []string{"credentials"}, "holds 2 packages: name one of"},
		{two, []string{"credentials", "shop"}, "2 packages in"},
		{map[string]string{"p.yaml": projectFile("shop")}, []string{"credentials", "chop"}, `did you mean "shop"?`},
		{map[string]string{"p.yaml": strings.Replace(projectFile("shop"), "images", "image", 1)}, []string{"node"}, "spec.image"},
		{nil, []string{"node", "x"}, "unknown command"},
	} {
		status, stdout, stderr := call(t, "", append([]string{"scaffold", c.args[0], "--package", write(t, c.files)}, c.args[1:]...)...)
		assert.Equal(t, status, 1)
		assert.Equal(t, stdout, "")
		assert.Check(t, strings.Contains(stderr, c.want), "%q\n%s", c.want, stderr)
	}
}
