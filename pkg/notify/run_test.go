// SPDX-License-Identifier: Apache-2.0

package notify_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/notify"
)

// token and secret are in no output and on no command line.
const (
	token  = "eyJhbGciOiJIUzI1NiJ9.planted-token_7b1e5c.signature"
	secret = "planted secret 4f0a9d 100%d \\n $HOME ' \" é"
)

// shells are those on the PATH in which the script has to run, by name.
func shells(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for name, args := range map[string][]string{"dash": nil, "bash": {"--posix"}, "busybox": {"sh"}} {
		program, err := exec.LookPath(name)
		if err != nil {
			if os.Getenv("FAIRLEAD_REQUIRE_SHELLCHECK") == "1" {
				t.Fatalf("%s is not on the PATH, and FAIRLEAD_REQUIRE_SHELLCHECK is 1", name)
			}
			continue
		}
		found[name] = append([]string{program}, args...)
	}
	assert.Assert(t, len(found) > 0, "there is no shell on the PATH")
	return found
}

// turn reports whether a row is run in a shell: each in one of them, in turn, so that all of it takes seconds; where
// FAIRLEAD_REQUIRE_SHELLCHECK insists, as CI does, each in all.
func turn(shell string, row int) bool {
	own := []string{"dash", "bash", "busybox"}[row%3]
	_, err := exec.LookPath(own)
	return os.Getenv("FAIRLEAD_REQUIRE_SHELLCHECK") == "1" || own == shell || err != nil
}

// tools skips a test where what the script calls is not on the PATH.
func tools(t *testing.T) {
	t.Helper()
	for _, tool := range []string{"curl", "jq", "sha256sum", "od", "mktemp"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("FAIRLEAD_REQUIRE_SHELLCHECK") == "1" {
				t.Fatalf("%s is not on the PATH, and FAIRLEAD_REQUIRE_SHELLCHECK is 1", tool)
			}
			t.Skipf("%s is not on the PATH", tool)
		}
	}
}

// run is one run of the script.
type run struct {
	shell   []string
	env     map[string]string
	options []string // of the shell, such as -x
	// temp is the folder in which the script makes its own; nothing may be left there.
	temp string
	cmd  *exec.Cmd
	out  bytes.Buffer
}

// prepared is a run with an environment of its own: no proxy and no curl settings of whoever tests.
func prepared(t *testing.T, shell []string, env ...map[string]string) *run {
	t.Helper()
	r := &run{shell: shell, temp: t.TempDir(), env: map[string]string{}}
	r.env["PATH"], r.env["RUNNER_TEMP"], r.env["HOME"] = os.Getenv("PATH"), r.temp, t.TempDir()
	for _, e := range env {
		maps.Copy(r.env, e)
	}
	return r
}

func (r *run) start(ctx context.Context, t *testing.T) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "notify.sh")
	assert.NilError(t, os.WriteFile(file, []byte(notify.Script()), 0o600))
	args := append(append([]string{}, r.shell[1:]...), r.options...)
	r.cmd = exec.CommandContext(ctx, r.shell[0], append(args, file)...)
	for name, value := range r.env {
		r.cmd.Env = append(r.cmd.Env, name+"="+value)
	}
	r.cmd.Stdout, r.cmd.Stderr = &r.out, &r.out
	r.cmd.WaitDelay = 5 * time.Second
	assert.NilError(t, r.cmd.Start())
}

// done waits for the end, and holds what every run keeps: no secret printed, nothing left.
func (r *run) done(t *testing.T) (exit int, out string) {
	t.Helper()
	err := r.cmd.Wait()
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		t.Fatalf("%v: %s", err, r.out.String())
	}
	out = r.out.String()
	for _, planted := range []string{token, secret, "planted", "body-of-an-answer"} {
		assert.Check(t, !strings.Contains(out, planted), "it prints %q:\n%s", planted, out)
	}
	left, err := os.ReadDir(r.temp)
	assert.NilError(t, err)
	assert.Check(t, len(left) == 0, "it left %v", left)
	return r.cmd.ProcessState.ExitCode(), out
}

// within is long: it is there to end a test that hangs, not to measure.
const within = 2 * time.Minute

// result runs the script to its end.
func result(t *testing.T, shell []string, env ...map[string]string) (exit int, out string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	r := prepared(t, shell, env...)
	r.start(ctx, t)
	return r.done(t)
}

const image = "ghcr.io/owner/home:sha-0123abc"

// quick are limits for tests: two tries, no pause. Only what waits for a timeout makes that one short.
var quick = map[string]string{
	notify.ConnectSeconds: "30", notify.RequestSeconds: "60", notify.Tries: "2", notify.RetrySeconds: "0", notify.PollSeconds: "0",
}

// webhookOnly, syncOnly and waitOnly are the environments of the three requests against a server.
func webhookOnly(url string) map[string]string {
	return map[string]string{notify.WebhookURL: url + "/webhook", notify.WebhookSecret: secret, notify.Images: image}
}

func argocd(url string) map[string]string {
	return map[string]string{notify.ArgoCDURL: url, notify.ArgoCDToken: token, notify.ArgoCDApplication: "home", notify.ArgoCDAppProject: "home", notify.Images: image}
}

func syncOnly(url string) map[string]string {
	env := argocd(url)
	env[notify.Sync] = "true"
	return env
}

func waitOnly(url string) map[string]string {
	env := argocd(url)
	env[notify.WaitSeconds] = "60"
	return env
}
