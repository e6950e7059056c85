// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package fntest

import (
	"os"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"
)

// lock makes the folder of the lock file. Without locks two processes may build the same binary; each moves its own into
// place.
func lock(t *testing.T, path string) (unlock func()) {
	t.Helper()
	assert.NilError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	return func() {}
}
