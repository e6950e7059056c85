// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"gotest.tools/v3/assert"
)

var built sync.Map // by folder, a *binary

type binary struct {
	once sync.Once
	path string // "" where the build failed
}

// Build builds a command of this module, named by its folder (`functions/generate-delivery`), once per test process,
// and returns the path of the binary, whose name is the folder's.
func Build(t *testing.T, pkg string) string {
	t.Helper()
	top := root(t)
	path := filepath.Join(cacheDir(t), fmt.Sprintf("bin-%x", sha256.Sum256([]byte(top+"\n"+pkg)))[:20], filepath.Base(pkg))
	entry, _ := built.LoadOrStore(pkg, &binary{})
	b := entry.(*binary)
	b.once.Do(func() {
		defer lock(t, path+".lock")()
		goBuild(t, top, "./"+filepath.ToSlash(pkg), path, "CGO_ENABLED=0")
		b.path = path
	})
	assert.Assert(t, b.path != "", "%s could not be built", pkg)
	return b.path
}

// goBuild builds a package beside its place and moves it there, so that a process that runs the old one keeps it.
func goBuild(t *testing.T, dir, pkg, path string, env ...string) {
	t.Helper()
	fresh := path + ".new"
	cmd := exec.Command("go", "build", "-o", fresh, pkg)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	assert.NilError(t, err, "building %s:\n%s", pkg, out)
	assert.NilError(t, os.Rename(fresh, path))
}

// root returns the folder of this module: the first one above the working directory that holds tools/go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	assert.NilError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "tools", "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("the working directory is not in the module")
		}
		dir = up
	}
}

func cacheDir(t *testing.T) string {
	t.Helper()
	dir, err := os.UserCacheDir()
	assert.NilError(t, err)
	return filepath.Join(dir, "fairlead-test")
}
