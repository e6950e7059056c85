// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"os"
	"os/exec"
	"testing"
)

// Kpt returns the path of kpt. Where it is missing the test is skipped, or fails if FAIRLEAD_REQUIRE_KPT is 1, which CI
// sets: a test that is always skipped tests nothing.
func Kpt(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("kpt")
	switch {
	case err == nil:
		return path
	case os.Getenv("FAIRLEAD_REQUIRE_KPT") == "1":
		t.Fatal("kpt is not on PATH, and FAIRLEAD_REQUIRE_KPT is 1")
	}
	t.Skip("kpt is not on PATH")
	return ""
}

// KptRender runs `kpt fn render` over a package, with exec functions allowed and nothing of their stderr cut off.
func KptRender(t *testing.T, dir string, flags ...string) Output {
	t.Helper()
	return run(t, Kpt(t), append([]string{"fn", "render", dir, "--allow-exec", "--truncate-output=false"}, flags...)...)
}
