// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/render"
)

const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"

func tree(files map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

func TestBuild(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"a file", map[string]string{"deploy/kustomization.yaml": "resources: [a.yaml]\n", "deploy/a.yaml": configMap}, configMap},
		{"a base beside it", map[string]string{"deploy/kustomization.yml": "resources: [../base]\nnamePrefix: x-\n", "base/Kustomization": "resources: [a.yaml]\n", "base/a.yaml": configMap},
			strings.Replace(configMap, "name: a", "name: x-a", 1)},
		{"a generator of its own", map[string]string{"deploy/kustomization.yaml": "configMapGenerator: [{name: a, files: [k=v.txt], options: {disableNameSuffixHash: true}}]\n", "deploy/v.txt": "v"},
			"apiVersion: v1\ndata:\n  k: v\nkind: ConfigMap\nmetadata:\n  name: a\n"},
		{"a component", map[string]string{"deploy/kustomization.yaml": "resources: [a.yaml]\ncomponents: [../c]\n", "deploy/a.yaml": configMap,
			"c/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -c\n"}, strings.Replace(configMap, "name: a", "name: a-c", 1)},
		{"a transformer that is built in", map[string]string{"deploy/kustomization.yaml": "resources: [a.yaml]\ntransformers: [t.yaml]\n", "deploy/a.yaml": configMap,
			"deploy/t.yaml": "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\nprefix: t-\nfieldSpecs: [{path: metadata/name}]\n"}, strings.Replace(configMap, "name: a", "name: t-a", 1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := render.Build(tree(c.files), "deploy")
			assert.NilError(t, err)
			assert.Equal(t, string(text), c.want)
		})
	}
}

// TestNothingIsRunOrFetched holds that what would leave the tree is named and not built.
func TestNothingIsRunOrFetched(t *testing.T) {
	for _, c := range []struct{ name, kustomization, want string }{
		{"a remote base", "resources: ['https://github.com/o/r//base?ref=v1']", "takes \"https://github.com/o/r//base?ref=v1\" from elsewhere"},
		{"a short remote base", "resources: [github.com/o/r]", "there is no such file"},
		{"over SSH", "bases: ['git@github.com:o/r.git']", "from elsewhere"},
		{"a token", "resources: ['https://user:token@example.org/a.yaml']", "takes \"https://…@example.org/a.yaml\""},
		{"a remote patch", "patches: [{path: 'https://example.org/p.yaml'}]", "from elsewhere"},
		{"a file of a generator", "configMapGenerator: [{name: a, files: ['k=https://example.org/v']}]", "from elsewhere"},
		{"outside", "resources: [../../outside]", "outside the repository"},
		{"absolute", "resources: [/etc/passwd]", "outside the repository"},
		{"Helm", "helmCharts: [{name: a}]", "Helm"},
		{"a plugin", "generators: [plugin.yaml]", "calls Exec"},
		{"an inline plugin", "transformers:\n- |\n  apiVersion: x/v1\n  kind: Inline\n  metadata: {name: x}\n", "calls Inline"},
		{"a function", "transformers: [function.yaml]", "calls PrefixTransformer"},
		{"a folder of plugins", "transformers: [plugins]", "not looked into"},
		{"no YAML", "resources: {", "can be read"},
		{"what kustomize refuses", "resources: [plugin.yaml]\nnameReferences: 1", "kustomize does not build it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := render.Build(tree(map[string]string{
				"deploy/kustomization.yaml": c.kustomization + "\n", "deploy/plugin.yaml": "apiVersion: x/v1\nkind: Exec\nmetadata: {name: x}\n",
				"deploy/function.yaml":              "apiVersion: builtin\nkind: PrefixTransformer\nmetadata:\n  name: x\n  annotations:\n    config.kubernetes.io/function: 'exec: {path: /bin/true}'\n",
				"deploy/plugins/kustomization.yaml": "resources: []\n",
			}), "deploy")
			assert.ErrorContains(t, err, c.want)
			assert.Assert(t, !strings.Contains(err.Error(), "token") && !strings.Contains(err.Error(), "\n"), err.Error())
		})
	}
	_, err := render.Build(tree(nil), "../x")
	assert.ErrorContains(t, err, "leads out")
	_, err = render.Build(tree(nil), "deploy")
	assert.ErrorContains(t, err, "no kustomization")
}
