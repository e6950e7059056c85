// SPDX-License-Identifier: Apache-2.0

package notify_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/notify"
)

// exposed returns the processes of this machine that show a planted text on their command line, and the curls that have it
// in their environment. The test's own process holds neither.
func exposed(t *testing.T, planted ...string) []string {
	t.Helper()
	folders, err := filepath.Glob("/proc/[0-9]*")
	assert.NilError(t, err)
	var found []string
	for _, folder := range folders {
		line, err := os.ReadFile(folder + "/cmdline")
		if err != nil {
			continue // it has ended
		}
		texts := [][]byte{line}
		if strings.Contains(string(line), "curl\x00") {
			if environment, err := os.ReadFile(folder + "/environ"); err == nil {
				texts = append(texts, environment)
			}
		}
		for _, text := range texts {
			for _, p := range planted {
				if bytes.Contains(text, []byte(p)) {
					found = append(found, strings.ReplaceAll(string(line), "\x00", " "))
				}
			}
		}
	}
	return found
}

// TestSecretsStayHidden looks at the machine while each request hangs: no command line shows a secret, the files that hold
// them are for their owner alone; and a shell that traces shows them no more.
func TestSecretsStayHidden(t *testing.T) {
	t.Parallel()
	tools(t)
	if _, err := os.Stat("/proc/self/cmdline"); err != nil {
		t.Skip("there is no /proc")
	}
	for shell, command := range shells(t) {
		for _, registry := range []string{"ghcr.io", "docker.io", "quay.io", "registry.example.org"} {
			t.Run(shell+"/"+registry, func(t *testing.T) {
				t.Parallel()
				ctx, cancel := context.WithTimeout(t.Context(), within)
				defer cancel()
				var r *run
				looked := 0
				s := serves(t, func(w http.ResponseWriter, req *http.Request, call int) {
					looked++
					percent := strings.ReplaceAll(strings.ToLower(req.URL.RawQuery), "+", "%20")
					_, escaped, _ := strings.Cut(percent, "secret=")
					planted := []string{token, secret, headerSecret}
					if escaped != "" {
						planted = append(planted, escaped)
					}
					found := exposed(t, planted...)
					assert.Check(t, len(found) == 0, "shown by %q", found)
					private(t, r.temp)
					answer(w, 200, json, running)
				})
				env := map[string]string{notify.Images: registry + "/owner/home:sha-1"}
				if registry == "registry.example.org" {
					env[notify.WebhookSecret] = headerSecret
				}
				// The wait looks for another image: it is asked for until its time is over, and for a sync in between.
				r = prepared(t, command, quick, webhookOnly(s.url), syncOnly(s.url), env)
				r.options = []string{"-x"}
				r.start(ctx, t)
				exit, out := r.done(t)
				assert.Check(t, exit == notify.Done && looked == 2, "%d, %d requests:\n%s", exit, looked, out)
				assert.Check(t, !strings.Contains(out, "%70lanted") && !strings.Contains(out, headerSecret), out)
			})
		}
	}
}

// private holds that all that the script keeps is its owner's alone.
func private(t *testing.T, temp string) {
	t.Helper()
	folders, err := filepath.Glob(temp + "/notify.*")
	assert.NilError(t, err)
	assert.Check(t, len(folders) == 1, "%v", folders)
	for _, folder := range folders {
		mode(t, folder, 0o700)
		files, err := filepath.Glob(folder + "/*")
		assert.NilError(t, err)
		header := false
		for _, file := range files {
			mode(t, file, 0o600)
			header = header || filepath.Base(file) == "header"
		}
		assert.Check(t, header, "there is no file of headers among %v", files)
	}
}

func mode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	assert.NilError(t, err)
	assert.Check(t, info.Mode().Perm() == want, "%s is %s", path, info.Mode())
}

// TestSignals holds that a step that is cancelled ends at once, while a request hangs and while it pauses, and leaves nothing.
func TestSignals(t *testing.T) {
	t.Parallel()
	tools(t)
	for shell, command := range shells(t) {
		for _, tt := range []struct {
			name   string
			signal os.Signal
			exit   int
		}{{"TERM", syscall.SIGTERM, 143}, {"INT", syscall.SIGINT, 130}, {"HUP", syscall.SIGHUP, 129}} {
			for _, pauses := range []bool{false, true} {
				name := shell + "/" + tt.name + "/hangs"
				if pauses {
					name = shell + "/" + tt.name + "/pauses"
				}
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					ctx, cancel := context.WithTimeout(t.Context(), within)
					defer cancel()
					asked, gone := make(chan struct{}, 100), make(chan struct{}, 100)
					s := serves(t, func(w http.ResponseWriter, r *http.Request, _ int) {
						asked <- struct{}{}
						if pauses {
							answer(w, 503, html, page)
							return
						}
						select {
						case <-r.Context().Done():
							gone <- struct{}{}
						case <-ctx.Done():
						}
					})
					r := prepared(t, command, syncOnly(s.url), map[string]string{notify.RetrySeconds: "1000", notify.RetryLimit: "9999", notify.RequestSeconds: "1000"})
					r.start(ctx, t)
					<-asked
					if pauses {
						time.Sleep(300 * time.Millisecond) // the pause has begun, or the answer is being read: both have to end
					}
					assert.NilError(t, r.cmd.Process.Signal(tt.signal))
					exit, out := r.done(t)
					assert.Check(t, exit == tt.exit, "%d:\n%s", exit, out)
					if !pauses {
						select {
						case <-gone:
						case <-ctx.Done():
							t.Error("curl goes on")
						}
					}
				})
			}
		}
	}
}
