// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"os"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// scrub leaves no environment for the rest of a test.
func scrub(t *testing.T) {
	t.Helper()
	for _, kv := range os.Environ() {
		key, value, _ := strings.Cut(kv, "=")
		t.Setenv(key, value) // which restores it
		assert.NilError(t, os.Unsetenv(key))
	}
	t.Chdir(t.TempDir())
}

// disturb gives every variable another value, those that orchestrators and libraries look at among them.
func disturb(t *testing.T) {
	t.Helper()
	for _, kv := range os.Environ() {
		key, _, _ := strings.Cut(kv, "=")
		t.Setenv(key, "/nowhere")
	}
	for _, key := range []string{"LOG_TO_STDERR", "STRUCTURED_RESULTS", "KUBECONFIG", "TZ", "LANG", "LC_ALL", "NO_COLOR", "CI", "GITHUB_ACTIONS"} {
		t.Setenv(key, "true")
	}
	t.Chdir(t.TempDir())
}
