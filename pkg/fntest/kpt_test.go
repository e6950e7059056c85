// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func kptPackage(t *testing.T, function string) string {
	t.Helper()
	return CopyPackage(t, "testdata/orchestrated/kpt", map[string]string{"add-config-map": Build(t, samples+function)})
}

const functionConfig = `apiVersion: example.org/v1
kind: Sample
metadata:
  name: sample
  annotations:
    config.kubernetes.io/local-config: "true"
    config.kubernetes.io/function: |
      exec:
        path: add-config-map
`

func TestKptRender(t *testing.T) {
	Kpt(t)
	for name, pipeline := range map[string]string{
		"without configuration":         "v1\n",
		"configPath":                    "v1\n    configPath: config.yaml\n",
		"selectors that select nothing": "v1\n    configPath: config.yaml\n    selectors:\n    - kind: None\n",
	} {
		t.Run(name, func(t *testing.T) {
			dir := CopyPackage(t, "testdata/orchestrated/kpt", nil)
			replace(t, dir, "Kptfile", "image: example.org/add-config-map:v1\n", "exec: "+Build(t, samples+"add-config-map")+strings.TrimPrefix(pipeline, "v1"))
			assert.NilError(t, os.WriteFile(filepath.Join(dir, "config.yaml"), []byte(functionConfig), 0o644))
			KptRender(t, dir).Passed(t)
			got := PackageResources(t, dir)
			assert.Equal(t, text(got["v1|ConfigMap||added"]), `{"apiVersion":"v1","data":{"answer":"yes"},"kind":"ConfigMap","metadata":{"name":"added"}}`)
			files, err := filepath.Glob(filepath.Join(dir, "*"+krm.Marker+"*"))
			assert.NilError(t, err)
			assert.Equal(t, len(files), 0, "the marker of kustomize became a file: %v", files)
			if strings.HasPrefix(name, "selectors") {
				return // the function cannot see what it added
			}
			before := tree(t, dir)
			KptRender(t, dir).Passed(t)
			assert.DeepEqual(t, tree(t, dir), before)
		})
	}
}

func TestKptFailureWritesNothing(t *testing.T) {
	Kpt(t)
	dir := kptPackage(t, "add-config-map")
	replace(t, dir, "a.yaml", "name: a\n", "name: bad\n")
	before := tree(t, dir)
	KptRender(t, dir).Failed(t, `must not be "bad"`)
	assert.DeepEqual(t, tree(t, dir), before)
}

// What the harness reads from a folder is what kpt would have sent.
func TestReadPackageIsWhatKptSends(t *testing.T) {
	Kpt(t)
	dir := kptPackage(t, "identity")
	seen := filepath.Join(t.TempDir(), "seen.yaml")
	tee := filepath.Join(t.TempDir(), "tee")
	assert.NilError(t, os.WriteFile(tee, []byte("#!/bin/sh\nexec tee "+seen+"\n"), 0o755))
	replace(t, dir, "Kptfile", Build(t, samples+"identity"), tee)
	want := decode(t, string(ReadPackage(t, dir, ""))).Items
	KptRender(t, dir).Passed(t)
	sent, err := os.ReadFile(seen)
	assert.NilError(t, err)
	got := decode(t, string(sent)).Items
	for i, item := range got {
		a := annotations(item)
		for _, key := range []string{"internal.config.kubernetes.io/annotations-migration-resource-id", "internal.config.kubernetes.io/id", "config.k8s.io/id"} {
			delete(a, key)
		}
		a["internal.config.kubernetes.io/package-path"] = annotations(want[i])["internal.config.kubernetes.io/package-path"]
	}
	assert.DeepEqual(t, texts(got), texts(want))
}

func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	assert.NilError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files[path] = string(text)
		return err
	}))
	return files
}
