// SPDX-License-Identifier: Apache-2.0

package notify_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/notify"
)

// TestShellcheck holds that shellcheck finds nothing, as POSIX sh and with everything that it can look for but taste.
func TestShellcheck(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("shellcheck")
	if err != nil {
		if os.Getenv("FAIRLEAD_REQUIRE_SHELLCHECK") == "1" {
			t.Fatal("shellcheck is not on the PATH, and FAIRLEAD_REQUIRE_SHELLCHECK is 1")
		}
		t.Skip("shellcheck is not on the PATH")
	}
	file := filepath.Join(t.TempDir(), "notify.sh")
	assert.NilError(t, os.WriteFile(file, []byte(notify.Script()), 0o600))
	out, err := exec.CommandContext(t.Context(), program, "--norc", "--shell", "sh", "--enable", "avoid-nullary-conditions,check-unassigned-uppercase,deprecate-which,quote-safe-variables", file).CombinedOutput()
	assert.NilError(t, err, string(out))
}

// curlOptions are the options of curl that the script uses, with the version that brought them.
var curlOptions = map[string]string{
	"--cacert": "7.5", "--config": "4.10", "--connect-timeout": "7.7", "--data-binary": "7.2", "--disable": "5.0", "--dump-header": "5.7",
	"--globoff": "7.6", "--header": "5.0", "--max-time": "4.0", "--output": "4.0", "--proto": "7.20", "--request": "6.0",
	"--show-error": "5.9", "--silent": "4.0", "--suppress-connect-headers": "7.54", "--tlsv1.2": "7.34", "--write-out": "6.5",
}

// TestCurlOptions holds that the script uses only options of which somebody looked up the version, and none that is insecure.
func TestCurlOptions(t *testing.T) {
	_, attempt, found := strings.Cut(notify.Script(), "\nattempt() {")
	assert.Assert(t, found)
	attempt, _, _ = strings.Cut(attempt, "curl \"$@\"")
	used := map[string]bool{}
	for _, option := range regexp.MustCompile(`(?:^|\s)(--[a-z][a-z0-9.-]*)`).FindAllStringSubmatch(attempt, -1) {
		used[option[1]] = true
		assert.Check(t, curlOptions[option[1]] != "", "%s: since which version of curl?", option[1])
	}
	assert.Check(t, len(used) == len(curlOptions), "%v", used)
	assert.Check(t, strings.Count(notify.Script(), "curl \"$@\"") == 1)
	for _, never := range []string{"insecure", "--location", "--retry", "--fail", "--json", "--verbose", "--trace", "syncOptions\"", " -k"} {
		assert.Check(t, !strings.Contains(notify.Script(), never), never)
	}
}

// TestVariablesAreThoseOfTheScript holds that each variable of the table is read, and that the script takes no other from outside.
func TestVariablesAreThoseOfTheScript(t *testing.T) {
	_, body, found := strings.Cut(notify.Script(), "umask 077\n")
	assert.Assert(t, found)
	var known []string
	for _, v := range notify.Variables() {
		known = append(known, v.Name)
		_, after, _ := strings.Cut(body, ":="+v.Default+"}\"\n")
		assert.Check(t, strings.Contains(after, "$"+v.Name) || strings.Contains(after, "${"+v.Name), "%s is not read", v.Name)
		assert.Check(t, strings.HasSuffix(v.Means, ".") && v.Means != "", v.Name)
	}
	system := []string{"RUNNER_TEMP", "TMPDIR"}
	for _, used := range regexp.MustCompile(`\$\{?([A-Z][A-Z_]+)`).FindAllStringSubmatch(body, -1) {
		assert.Check(t, slices.Contains(known, used[1]) || slices.Contains(system, used[1]), "%s is in no table", used[1])
	}
	assert.Check(t, strings.Contains(body, notify.Busy) && strings.Contains(body, notify.API) && strings.Contains(body, "Content-Type: "+notify.ContentType+`\n`))
}

// TestWidth holds that the script fits on a screen.
func TestWidth(t *testing.T) {
	for i, line := range strings.Split(notify.Script(), "\n") {
		assert.Check(t, !strings.HasSuffix(line, " ") && !strings.Contains(line, "\t"), "line %d", i+1)
	}
}
