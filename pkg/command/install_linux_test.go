// SPDX-License-Identifier: Apache-2.0

package command

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/fntest"
)

// container runs a program of a folder as a container has it: the folder is the root and read-only, but for opt, which is
// a volume; the user is 999.
const container = `set -e
mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
mount --bind "$ROOT/opt" "$ROOT/opt"
mount -o remount,bind,ro "$ROOT"
mount -t proc none "$ROOT/proc"
exec chroot --userspec=999:999 "$ROOT" "$@"
`

// TestInstallAsAnInitContainer holds that user 999 can install with a read-only root, as the repo server's Pod has it.
func TestInstallAsAnInitContainer(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can change the root folder")
	}
	root := t.TempDir()
	binary, err := os.ReadFile(fntest.Build(t, "functions/fairlead"))
	assert.NilError(t, err)
	assert.NilError(t, os.WriteFile(filepath.Join(root, "function"), binary, 0o755))
	assert.NilError(t, os.Mkdir(filepath.Join(root, "proc"), 0o755))
	volume := filepath.Join(root, "opt")
	assert.NilError(t, os.Mkdir(volume, 0o777))
	assert.NilError(t, os.Chmod(volume, 0o777))
	run := func(args ...string) (string, error) {
		cmd := exec.Command("sh", append([]string{"-c", container, "sh"}, args...)...)
		cmd.Env = append(os.Environ(), "ROOT="+root)
		cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for range 2 { // the container starts again
		out, err := run("/function", "install", "/opt")
		if err != nil && strings.Contains(out, "mount:") {
			t.Skip("this machine lets nobody mount: " + out)
		}
		assert.NilError(t, err, out)
		assert.Check(t, strings.HasPrefix(out, "sha256:"), out)
	}
	entries, err := os.ReadDir(volume)
	assert.NilError(t, err)
	assert.Equal(t, len(entries), len(installedNames()))
	for _, e := range entries {
		info, err := e.Info()
		assert.NilError(t, err)
		assert.Equal(t, info.Sys().(*syscall.Stat_t).Uid, uint32(999))
	}
	out, err := run("/function", "install", "/")
	assert.Assert(t, err != nil)
	assert.Check(t, strings.Contains(out, "read-only file system"), out)
}
