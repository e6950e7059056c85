// SPDX-License-Identifier: Apache-2.0

package way_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/pkg/command"
	"github.com/fairlead-krm/fairlead/pkg/way"
)

// install is where the manifests lie for people.
const install = "../../install"

var options = way.Options{Image: command.Images + "/fairlead", Tag: command.ImageTag, Functions: command.FunctionNames()}

// hold holds a file to what the code makes of it; -update writes it.
func hold(t *testing.T, path, want string) {
	t.Helper()
	if golden.FlagUpdate() {
		assert.NilError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		assert.NilError(t, os.WriteFile(path, []byte(want), 0o644))
	}
	got, err := os.ReadFile(path)
	assert.NilError(t, err, "-update writes it")
	assert.Equal(t, string(got), want, "%s (-update writes it anew)", path)
}

// TestManifestsAreRendered holds install/ to the code: `go test ./pkg/way -update`.
func TestManifestsAreRendered(t *testing.T) {
	want := options.Manifests()
	for name, text := range want {
		hold(t, filepath.Join(install, filepath.FromSlash(name)), text)
	}
	assert.NilError(t, filepath.WalkDir(install, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(install, path)
		assert.Check(t, want[filepath.ToSlash(name)] != "", "nothing renders %s", path)
		return err
	}))
}

// TestBinaryIsWhereTheImageHasIt holds the plugin's command to the Dockerfile.
func TestBinaryIsWhereTheImageHasIt(t *testing.T) {
	dockerfile, err := os.ReadFile("../../Dockerfile")
	assert.NilError(t, err)
	assert.Check(t, strings.Contains(string(dockerfile), "ENTRYPOINT [\""+way.Binary+"\"]"))
}

// decode reads a file of install/.
func decode(t *testing.T, name string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(install, name))
	assert.NilError(t, err)
	var v map[string]any
	assert.NilError(t, yaml.Unmarshal(text, &v), name)
	return v
}

// at returns what lies at a path of maps, and of the first or only entries of lists.
func at(t *testing.T, v any, path ...string) any {
	t.Helper()
	for _, key := range path {
		if list, ok := v.([]any); ok {
			assert.Equal(t, len(list), 1)
			v = list[0]
		}
		m, ok := v.(map[string]any)
		assert.Assert(t, ok, "%s in %v", key, path)
		v = m[key]
	}
	return v
}

// TestValuesSayTheSame holds the values for the chart to the manifests, and to the keys that argo/argo-cd documents
// (charts/argo-cd/README.md of argoproj/argo-helm, 10.1).
func TestValuesSayTheSame(t *testing.T) {
	documented := map[string][]string{
		"":            {"configs", "repoServer"},
		"configs":     {"cm", "cmp"},
		"configs.cmp": {"create", "plugins"},
		"repoServer":  {"volumes", "volumeMounts", "initContainers", "extraContainers"},
	}
	for _, name := range []string{"wrapper", "global-flags", "sidecar"} {
		values := decode(t, name+"/values.yaml")
		for path, keys := range documented {
			v := any(values)
			if path != "" {
				v = at(t, values, strings.Split(path, ".")...)
			}
			m, _ := v.(map[string]any)
			for key := range m {
				assert.Check(t, slices.Contains(keys, key), "%s: %s.%s is no value of the chart", name, path, key)
			}
		}
		pod := []string{"spec", "template", "spec"}
		patch := decode(t, name+"/argocd-repo-server.yaml")
		if name == "sidecar" {
			plugin := decode(t, "sidecar/plugin.yaml")
			var spec struct{ Spec any }
			assert.NilError(t, yaml.Unmarshal([]byte(at(t, plugin, "data", "plugin.yaml").(string)), &spec))
			assert.DeepEqual(t, at(t, values, "configs", "cmp", "plugins", way.Plugin), spec.Spec)
			for _, field := range []string{"image", "command", "securityContext"} {
				assert.DeepEqual(t, at(t, values, "repoServer", "extraContainers", field), at(t, patch, append(pod, "containers", field)...))
			}
			continue
		}
		assert.DeepEqual(t, at(t, values, "repoServer", "volumes"), at(t, patch, append(pod, "volumes")...))
		assert.DeepEqual(t, at(t, values, "repoServer", "initContainers"), at(t, patch, append(pod, "initContainers")...))
		assert.DeepEqual(t, at(t, values, "repoServer", "volumeMounts"), at(t, patch, append(pod, "containers", "volumeMounts")...))
		assert.DeepEqual(t, at(t, values, "configs", "cm"), at(t, decode(t, name+"/argocd-cm.yaml"), "data"))
	}
}
