// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// TestCIInstallsWhatIsMissing runs the function of .ci/run that does so, with stand-ins for apt-get, sudo and id.
func TestCIInstallsWhatIsMissing(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not on the PATH")
	}
	text, err := os.ReadFile("../../.ci/run")
	assert.NilError(t, err)
	function := regexp.MustCompile(`(?ms)^installed\(\) \{\n.*?^\}\n`).FindString(string(text))
	assert.Assert(t, function != "", "there is no function installed in .ci/run")
	for name, test := range map[string]struct {
		here   []string // commands on the PATH
		broken string   // an apt-get command that fails
		user   string
		status int
		said   string
		calls  []string
	}{
		"nothing is missing": {[]string{"apt-get", "podman", "qemu-aarch64-static"}, "", "0", 0, "", nil},
		"all is missing": {[]string{"apt-get"}, "", "0", 0, "installing podman qemu-user-static\n",
			[]string{"apt-get update -qq", "apt-get install -y -qq --no-install-recommends podman qemu-user-static"}},
		"one is missing": {[]string{"apt-get", "podman"}, "", "0", 0, "installing qemu-user-static\n",
			[]string{"apt-get update -qq", "apt-get install -y -qq --no-install-recommends qemu-user-static"}},
		"not root": {[]string{"apt-get", "podman", "sudo"}, "", "1000", 0, "installing qemu-user-static\n",
			[]string{"sudo apt-get update -qq", "sudo apt-get install -y -qq --no-install-recommends qemu-user-static"}},
		"no apt-get":          {[]string{"podman"}, "", "0", 1, "qemu-aarch64-static: not on the PATH, and there is no apt-get to install them\n", nil},
		"the list is not had": {[]string{"apt-get"}, "update", "0", 1, "installing podman qemu-user-static\n", []string{"apt-get update -qq"}},
		"a package is not there": {[]string{"apt-get", "podman"}, "install", "0", 1, "installing qemu-user-static\n",
			[]string{"apt-get update -qq", "apt-get install -y -qq --no-install-recommends qemu-user-static"}},
	} {
		t.Run(name, func(t *testing.T) {
			bin := t.TempDir()
			calls := filepath.Join(t.TempDir(), "calls")
			standIn := func(name, then string) {
				script := "#!" + bash + "\necho \"${0##*/} $*\" >> '" + calls + "'\n" + then + "\n"
				assert.NilError(t, os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755))
			}
			for _, name := range test.here {
				standIn(name, `[ "$1" != '`+test.broken+`' ]`)
			}
			assert.NilError(t, os.WriteFile(filepath.Join(bin, "id"), []byte("#!"+bash+"\necho "+test.user+"\n"), 0o755))
			cmd := exec.Command(bash, "-euo", "pipefail", "-c", function+"installed podman=podman qemu-aarch64-static=qemu-user-static || exit 1")
			cmd.Env = []string{"PATH=" + bin}
			out, err := cmd.CombinedOutput()
			assert.Equal(t, cmd.ProcessState.ExitCode(), test.status, "%v: %s", err, out)
			assert.Equal(t, string(out), test.said)
			var made []string
			if text, err := os.ReadFile(calls); err == nil {
				made = strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
			}
			assert.DeepEqual(t, made, test.calls)
		})
	}
}
