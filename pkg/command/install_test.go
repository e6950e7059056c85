// SPDX-License-Identifier: Apache-2.0

package command

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

func TestInstall(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "fairlead")
	assert.NilError(t, os.WriteFile(binary, []byte("binary"), 0o755))
	dir := t.TempDir()
	names := installedNames()
	for range 2 { // a second time over the first
		digest, err := install(binary, dir, names)
		assert.NilError(t, err)
		assert.Equal(t, digest, fmt.Sprintf("%x", sha256.Sum256([]byte("binary"))))
		entries, err := os.ReadDir(dir)
		assert.NilError(t, err)
		assert.Equal(t, len(entries), len(names), "no temporary file is left: %v", entries)
		for _, name := range names {
			info, err := os.Lstat(filepath.Join(dir, name))
			assert.NilError(t, err)
			assert.Equal(t, info.Mode(), os.FileMode(0o755), name)
			text, err := os.ReadFile(filepath.Join(dir, name))
			assert.NilError(t, err)
			assert.Equal(t, string(text), "binary")
		}
	}
}

func TestInstallRefusesALink(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "fairlead")
	assert.NilError(t, os.WriteFile(binary, []byte("binary"), 0o755))
	target := filepath.Join(t.TempDir(), "precious")
	assert.NilError(t, os.WriteFile(target, []byte("precious"), 0o600))
	dir := t.TempDir()
	assert.NilError(t, os.Symlink(target, filepath.Join(dir, "generate-rbac")))
	_, err := install(binary, dir, installedNames())
	assert.ErrorContains(t, err, "is no regular file")
	text, err := os.ReadFile(target)
	assert.NilError(t, err)
	assert.Equal(t, string(text), "precious")
	_, err = os.Stat(filepath.Join(dir, "fairlead"))
	assert.Assert(t, os.IsNotExist(err), "nothing is written where one name is refused")
}

func TestInstallPrintsTheDigest(t *testing.T) {
	dir := t.TempDir()
	stdout := ok(t, "install", dir)
	assert.Check(t, strings.HasPrefix(stdout, "sha256:"), stdout)
	status, _, stderr := call(t, "", "install", filepath.Join(dir, "gone"))
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stderr, "DIR must exist"), stderr)
}
