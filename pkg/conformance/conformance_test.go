// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"
)

const limit = 20 * time.Second

// TestDefects: each defect is found, and nothing else is called broken.
func TestDefects(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "defective")
	out, err := exec.Command("go", "build", "-o", bin, "./testdata/defective").CombinedOutput()
	assert.NilError(t, err, "%s", out)
	for defect, want := range map[string]string{
		"sound":       "",
		"forgetful":   "unknown-kind strangers-mean-nothing",
		"lenient":     "error-result-fails",
		"noisy":       "stdout-reserved",
		"commentless": "comments bytes-kept",
		"unsorted":    "internal-annotations order-kept",
	} {
		t.Run(defect, func(t *testing.T) { brokenAre(t, Executable(limit, bin, defect), want) })
	}
	t.Run("cat", func(t *testing.T) { brokenAre(t, Executable(limit, "cat"), "exit-status refuses-other-input") })
}

func brokenAre(t *testing.T, exec Exec, want string) {
	t.Helper()
	judged, err := Run(context.Background(), Target{Exec: exec}, BuiltIn())
	assert.NilError(t, err)
	ids := []string{}
	for _, c := range judged {
		assert.Check(t, c.Evidence != "" && !strings.Contains(c.Evidence, "\n"), "%+v", c)
		t.Logf("%-14s %-25s %s", c.Verdict, c.ID, c.Evidence)
		if c.Verdict == Broken {
			ids = append(ids, c.ID)
		}
	}
	assert.DeepEqual(t, sorted(ids), sorted(strings.Fields(want)))
}
