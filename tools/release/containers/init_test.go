// SPDX-License-Identifier: Apache-2.0

package containers

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/command"
)

// TestInitContainer runs `fairlead install` as an init container of Argo CD's repo-server: user 999, a root file system
// that cannot be written, and one volume that can.
func TestInitContainer(t *testing.T) {
	need(t)
	volume := t.TempDir()
	for dir := volume; dir != os.TempDir() && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		assert.NilError(t, os.Chmod(dir, 0o755))
	}
	assert.NilError(t, os.Chmod(volume, 0o777)) // what fsGroup does for an emptyDir
	run := func() outcome {
		return execute(nil, "podman", "run", "--rm", "--pull", "never", "--network", "none", "--user", "999:999", "--read-only", "--read-only-tmpfs=false",
			"--cap-drop", "all", "--security-opt", "no-new-privileges", "-v", volume+":/custom-tools", rig.ref("fairlead"), "install", "/custom-tools")
	}
	first := run()
	assert.Equal(t, first.code, 0, first.stderr)
	again := run() // a restarted pod
	assert.Equal(t, again, first)

	binary, err := os.ReadFile(filepath.Join(volume, "fairlead"))
	assert.NilError(t, err)
	assert.Assert(t, strings.HasPrefix(first.stdout, fmt.Sprintf("sha256:%x", sha256.Sum256(binary))), first.stdout)
	for _, name := range append(command.FunctionNames(), "fairlead") {
		info, err := os.Stat(filepath.Join(volume, name))
		assert.NilError(t, err)
		assert.Equal(t, info.Mode().Perm(), os.FileMode(0o755), name)
	}

	// What repo-server then runs, by name and without arguments.
	list := []byte("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n")
	for _, name := range command.FunctionNames() {
		got := execute(list, filepath.Join(volume, name))
		assert.Equal(t, got.code, 0, got.stderr)
		assert.Equal(t, got.stdout, string(list))
	}
}
