// SPDX-License-Identifier: Apache-2.0

package wrapper

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/fntest"
)

// TestWallsBehindTheCheck lets kustomize build what the check would have refused, as if the check had a hole.
func TestWallsBehindTheCheck(t *testing.T) {
	const head = "apiVersion: example.org/v1\nkind: Evil\nmetadata:\n  name: x\n"
	for _, tc := range []struct{ name, config, want string }{
		{"bare name", head + "  annotations:\n    config.kubernetes.io/function: 'exec: {path: sh, args: [-c, \"touch $ARGOCD_APP_RAN\"]}'\n", "not found in $PATH"},
		{"path", head + "  annotations:\n    config.kubernetes.io/function: 'exec: {path: /bin/sh, args: [-c, \"touch $ARGOCD_APP_RAN\"]}'\n", "permission denied"},
		{"script", head + "  annotations:\n    config.kubernetes.io/function: 'exec: {path: ./x.sh}'\n", "permission denied"},
		{"plugin home", head, "plugin"},
		{"repository", "- github.com/owner/repo\n", "git"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.want == "permission denied" && !landlock() {
				t.Skip("this kernel has no Landlock")
			}
			dir := t.TempDir()
			ran := filepath.Join(dir, "ran")
			t.Setenv("ARGOCD_APP_RAN", ran)
			t.Setenv("XDG_CONFIG_HOME", dir)
			script := []byte("#!/bin/sh\n/usr/bin/touch " + ran + "\n")
			plugin := filepath.Join(dir, "kustomize", "plugin", "example.org", "v1", "evil", "Evil")
			repo := filepath.Join(dir, "repo")
			assert.NilError(t, os.MkdirAll(filepath.Dir(plugin), 0o755))
			assert.NilError(t, os.Mkdir(repo, 0o755))
			for file, text := range map[string][]byte{
				plugin: script, filepath.Join(repo, "x.sh"): script,
				filepath.Join(repo, "kustomization.yaml"): []byte("resources: [r.yaml]\n"),
				filepath.Join(repo, "r.yaml"):             []byte("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"),
			} {
				assert.NilError(t, os.WriteFile(file, text, 0o755))
			}
			w := &Wrapper{Self: fntest.Build(t, "functions/fairlead"), Functions: []string{"generate-delivery"}}
			tree, err := w.read(buildCall{path: repo})
			assert.NilError(t, err)
			defer func() { assert.NilError(t, tree.remove()) }()
			assert.Equal(t, len(tree.results), 0)
			text := "resources: [r.yaml]\ntransformers: [fn.yaml]\n"
			if strings.HasPrefix(tc.config, "-") {
				text = "resources:\n" + tc.config
			}
			assert.NilError(t, write(filepath.Join(tree.target, "kustomization.yaml"), []byte(text)))
			assert.NilError(t, os.WriteFile(filepath.Join(tree.target, "fn.yaml"), []byte(tc.config), 0o644))

			var stdout, stderr bytes.Buffer
			status, err := tree.build(fntest.Kustomize(t), nil, &stdout, &stderr)
			assert.NilError(t, err)
			assert.Equal(t, status, 1, stdout.String())
			assert.Check(t, strings.Contains(stderr.String(), tc.want), stderr.String())
			_, err = os.Stat(ran)
			assert.Assert(t, os.IsNotExist(err), "it ran")
		})
	}
}
