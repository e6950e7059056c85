// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"gotest.tools/v3/assert"
)

// With these flags kustomize runs exec functions. Without the second one it skips them in silence.
const (
	AlphaPlugins = "--enable-alpha-plugins"
	Exec         = "--enable-exec"
)

// Kustomize returns the path of the kustomize that the module tools/ pins. It is built once per machine and kept in the
// user's cache.
func Kustomize(t *testing.T) string {
	t.Helper()
	tools := filepath.Join(root(t), "tools")
	key := sha256.New()
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(tools, name))
		assert.NilError(t, err)
		key.Write(text)
	}
	fmt.Fprint(key, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	path := filepath.Join(cacheDir(t), fmt.Sprintf("kustomize-%x", key.Sum(nil)[:8]), "kustomize")
	defer lock(t, path+".lock")()
	if _, err := os.Stat(path); err != nil {
		goBuild(t, tools, "sigs.k8s.io/kustomize/kustomize/v5", path, "GOFLAGS=", "GOWORK=off")
	}
	return path
}

// KustomizeBuild runs `kustomize build` over a folder.
func KustomizeBuild(t *testing.T, dir string, flags ...string) Output {
	t.Helper()
	return run(t, Kustomize(t), append([]string{"build", dir}, flags...)...)
}
