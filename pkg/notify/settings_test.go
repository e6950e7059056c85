// SPDX-License-Identifier: Apache-2.0

package notify_test

import (
	"context"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/notify"
)

// TestSettings holds that a variable that is missing or wrong is named before anything is sent.
func TestSettings(t *testing.T) {
	t.Parallel()
	tools(t)
	tests := []struct {
		name, variable, value string
		// says is what is printed; "" is for a value that is right.
		says string
	}{
		{"no token", notify.ArgoCDToken, "", "ARGOCD_TOKEN is empty"},
		{"a token with a line break", notify.ArgoCDToken, token + "\n", "ARGOCD_TOKEN is no token"},
		{"a token with a header behind it", notify.ArgoCDToken, token + "\r\nX-Evil: 1", "ARGOCD_TOKEN is no token"},
		{"no URL", notify.ArgoCDURL, "", "ARGOCD_URL is empty"},
		{"http", notify.ArgoCDURL, "http://argocd.example.org", "ARGOCD_URL does not begin with https://"},
		{"http to what looks like loopback", notify.ArgoCDURL, "http://127.0.0.1.example.org", "ARGOCD_URL does not begin with https://"},
		{"http to what looks like localhost", notify.ArgoCDURL, "http://localhost.example.org", "ARGOCD_URL does not begin with https://"},
		{"no scheme", notify.ArgoCDURL, "argocd.example.org", "ARGOCD_URL does not begin with https://"},
		{"no host", notify.ArgoCDURL, "https://", "ARGOCD_URL does not begin with https://"},
		{"a file", notify.ArgoCDURL, "file:///etc/passwd", "ARGOCD_URL does not begin with https://"},
		{"a user", notify.ArgoCDURL, "https://user@argocd.example.org", "ARGOCD_URL may hold"},
		{"a query", notify.ArgoCDURL, "https://argocd.example.org?x=1", "ARGOCD_URL may hold"},
		{"a quote", notify.ArgoCDURL, "https://argocd.example.org\"\nheader = \"X: 1", "ARGOCD_URL may hold"},
		{"no Application", notify.ArgoCDApplication, "", "ARGOCD_APPLICATION is empty"},
		{"a path", notify.ArgoCDApplication, "home/../other", "ARGOCD_APPLICATION is no name"},
		{"a capital letter", notify.ArgoCDApplication, "Home", "ARGOCD_APPLICATION is no name"},
		{"no AppProject", notify.ArgoCDAppProject, "", "ARGOCD_APPPROJECT is empty"},
		{"JSON", notify.ArgoCDAppProject, `home","x":"`, "ARGOCD_APPPROJECT is no name"},
		{"a namespace with a space", notify.ArgoCDApplicationNamespace, "a b", "ARGOCD_APPLICATION_NAMESPACE is no name"},
		{"a CA that is not there", notify.ArgoCDCAFile, "/nowhere/ca.pem", "ARGOCD_CA_FILE names a file that cannot be read"},
		{"a CA of the webhook that is not there", notify.WebhookCAFile, "/nowhere/ca.pem", "WEBHOOK_CA_FILE names a file that cannot be read"},
		{"a webhook without TLS", notify.WebhookURL, "http://updates.example.org/webhook", "WEBHOOK_URL does not begin with https://"},
		{"a webhook with its type", notify.WebhookURL, "https://updates.example.org/webhook?type=ghcr.io", "WEBHOOK_URL may hold"},
		{"no images", notify.Images, " \n", "IMAGES is empty"},
		{"no tag", notify.Images, "ghcr.io/owner/home", "IMAGES holds an image without a tag"},
		{"an empty tag", notify.Images, "ghcr.io/owner/home:", "IMAGES holds an image without a tag"},
		{"a port and no tag", notify.Images, "localhost:5000/home", "IMAGES holds an image without a tag"},
		{"a capital in the name", notify.Images, "ghcr.io/Owner/home:sha-1", "IMAGES holds an image whose name no registry has"},
		{"a capital in the tag", notify.Images, "ghcr.io/owner/home:SHA-1", ""},
		{"a digest", notify.Images, "ghcr.io/owner/home@sha256:0123", "IMAGES holds a sign"},
		{"a quote in an image", notify.Images, `ghcr.io/owner/home:"`, "IMAGES holds a sign"},
		{"a pattern", notify.Images, "*:*", "IMAGES holds a sign"},
		{"no number", notify.WaitSeconds, "5m", "WAIT_SECONDS is no whole number"},
		{"a negative number", notify.WaitSeconds, "-1", "WAIT_SECONDS is no whole number"},
		{"an octal number", notify.WaitSeconds, "010", "WAIT_SECONDS is no whole number"},
		{"a number of no end", notify.WaitSeconds, "999999", "WAIT_SECONDS is no whole number"},
		{"yes", notify.Sync, "yes", "SYNC is neither true nor false"},
		{"a limit", notify.Tries, "many", "NOTIFY_TRIES is no whole number"},
		{"no limit to a request", notify.RequestSeconds, "0", "NOTIFY_CONNECT_SECONDS and NOTIFY_REQUEST_SECONDS are at least 1"},
		{"no limit to a connection", notify.ConnectSeconds, "0", "NOTIFY_CONNECT_SECONDS and NOTIFY_REQUEST_SECONDS are at least 1"},
		{"no secret", notify.WebhookSecret, "", ""},
		{"no application namespace", notify.ArgoCDApplicationNamespace, "", ""},
		{"slashes at the end", notify.ArgoCDURL, "http://localhost:1//", ""},
		{"a root path", notify.ArgoCDURL, "http://[::1]:1/argo-cd", ""},
	}
	for shell, command := range shells(t) {
		for i, tt := range tests {
			if !turn(shell, i) {
				continue
			}
			t.Run(shell+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				s := answering(200, "application/json", running)(t)
				env := webhookOnly(s.url)
				maps.Copy(env, waitOnly(s.url))
				env[notify.RetryLimit] = "0"
				env[tt.variable] = tt.value
				if tt.says == "" && tt.variable == notify.Images {
					env[notify.WaitSeconds] = "0"
				}
				exit, out := result(t, command, quick, env)
				if tt.says == "" {
					assert.Check(t, exit == notify.Done, "%d:\n%s", exit, out)
					return
				}
				assert.Check(t, exit == notify.Misused && strings.HasPrefix(out, "::error title=notify::"+tt.says), "%d:\n%s", exit, out)
				assert.Check(t, s.count() == 0, "%d calls", s.count())
			})
		}
	}
}

// TestNothingAsked holds that a step without settings says so, and that each request needs its own variables only.
func TestNothingAsked(t *testing.T) {
	t.Parallel()
	for shell, command := range shells(t) {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			exit, out := result(t, command)
			assert.Check(t, exit == notify.Done && strings.Contains(out, "nothing to do"), "%d:\n%s", exit, out)
		})
	}
}

// TestMissingPrograms holds that a program that is missing is named, and that jq is needed for Argo CD alone.
func TestMissingPrograms(t *testing.T) {
	t.Parallel()
	tools(t)
	for shell, command := range shells(t) {
		for _, missing := range []string{"curl", "jq", "od", "sha256sum"} {
			t.Run(shell+"/"+missing, func(t *testing.T) {
				t.Parallel()
				path := t.TempDir()
				for _, program := range []string{"curl", "jq", "od", "sha256sum", "cut", "cat", "date", "mktemp", "rm", "sed", "sleep", "tail", "tr"} {
					found, err := exec.LookPath(program)
					assert.NilError(t, err)
					if program != missing {
						assert.NilError(t, os.Symlink(found, filepath.Join(path, program)))
					}
				}
				if strings.HasSuffix(command[0], "busybox") {
					t.Skip("busybox has most of them itself")
				}
				s := answering(200, "application/json", running)(t)
				exit, out := result(t, command, quick, webhookOnly(s.url), waitOnly(s.url), map[string]string{"PATH": path})
				assert.Check(t, exit == notify.Misused && strings.HasPrefix(out, "::error title=notify::"+missing+" is not on the PATH"), "%d:\n%s", exit, out)
				exit, out = result(t, command, quick, webhookOnly(s.url), map[string]string{"PATH": path})
				assert.Check(t, (exit == notify.Done) == (missing == "jq"), "%d:\n%s", exit, out)
			})
		}
	}
}

// TestShellOptions holds that the options of whoever calls the shell change nothing.
func TestShellOptions(t *testing.T) {
	t.Parallel()
	tools(t)
	for shell, command := range shells(t) {
		for _, option := range []string{"-e", "-C", "-a", "-f", "-u"} {
			t.Run(shell+"/"+option, func(t *testing.T) {
				t.Parallel()
				s := serves(t, func(w http.ResponseWriter, r *http.Request, call int) {
					if call == 1 || call == 3 {
						answer(w, 503, html, page)
						return
					}
					answer(w, 200, json, running)
				})
				ctx, cancel := context.WithTimeout(t.Context(), within)
				defer cancel()
				r := prepared(t, command, quick, webhookOnly(s.url), waitOnly(s.url))
				r.options = []string{option}
				r.start(ctx, t)
				exit, out := r.done(t)
				assert.Check(t, exit == notify.Done && s.count() == 4 && !strings.Contains(out, "::"), "%d, %d calls:\n%s", exit, s.count(), out)
			})
		}
	}
}
