// SPDX-License-Identifier: Apache-2.0

//go:build unix

package fntest

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"gotest.tools/v3/assert"
)

// lock waits until no other process holds the lock file, and returns what releases it. `go test ./...` runs the tests of
// several packages at once. The system releases the lock of a process that dies.
func lock(t *testing.T, path string) (unlock func()) {
	t.Helper()
	assert.NilError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	assert.NilError(t, err)
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	assert.NilError(t, err)
	return func() { f.Close() }
}
