// SPDX-License-Identifier: Apache-2.0

package notify_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/notify"
)

// app is an Application as a look at it finds it.
type app struct {
	// wants is the image in its source, runs are those of its Pods.
	wants, runs, sync, health, phase, revision string
	running                                    bool
}

func (a app) json() string {
	operation := ""
	if a.running {
		operation = `"operation":{},`
	}
	return fmt.Sprintf(`{%s"metadata":{"name":"home"},"spec":{"source":{"kustomize":{"images":[%q]}}},"status":{"summary":{"images":["%s"]},"sync":{"status":%q,"revision":%q},"health":{"status":%q},"operationState":{"phase":%q,"message":"body-of-an-answer"}}}`,
		operation, a.wants, strings.ReplaceAll(a.runs, " ", `","`), a.sync, a.revision, a.health, a.phase)
}

const old = "ghcr.io/owner/home:sha-old"

// look is one answer to the script, in the order of the calls; the last one is repeated.
type look struct {
	status int
	body   string
}

func see(a app) look { return look{200, a.json()} }

var (
	fine     = app{wants: image, runs: image, sync: "Synced", health: "Healthy", phase: "Succeeded", revision: "1"}
	before   = app{wants: old, runs: old, sync: "Synced", health: "Healthy", phase: "Succeeded", revision: "1"}
	written  = app{wants: image, runs: old, sync: "OutOfSync", health: "Healthy", phase: "Succeeded", revision: "1"}
	rolling  = app{wants: image, runs: old + " " + image, sync: "Synced", health: "Progressing", phase: "Succeeded", revision: "1"}
	accepted = look{200, `{"metadata":{}}`}
	busy     = look{400, `{"message":"another operation is already in progress"}`}
	away     = look{503, "body-of-an-answer"}
	denied   = look{403, `{"message":"permission denied"}`}
)

// with returns an Application with one thing changed.
func with(a app, change func(*app)) look {
	change(&a)
	return see(a)
}

// TestWait runs the wait through what it may see, look by look.
func TestWait(t *testing.T) {
	t.Parallel()
	tools(t)
	normalized := app{wants: "owner/home:sha-1", runs: "docker.io/owner/home:sha-1@sha256:0123", sync: "Synced", health: "Healthy", phase: "Succeeded"}
	tests := []struct {
		name  string
		env   map[string]string
		looks []look
		exit  int
		// calls are the requests that are made, in their order, by their verb; "…" stands for any more of the last.
		calls string
		says  []string
	}{
		{name: "at once", looks: []look{see(fine)}, calls: "get", says: []string{"home runs " + image + ", after "}},
		{name: "the whole way", looks: []look{see(before), see(written), see(rolling), see(fine)}, calls: "get>get>get>get", says: []string{
			"1 of the images do not run yet; sync Synced, health Healthy, last operation Succeeded",
			"1 of the images do not run yet; sync OutOfSync", "0 of the images do not run yet; sync Synced, health Progressing", "home runs "}},
		{name: "not Synced", looks: []look{with(fine, func(a *app) { a.sync = "OutOfSync" }), see(fine)}, calls: "get>get"},
		{name: "not Healthy", looks: []look{with(fine, func(a *app) { a.health = "Degraded" }), see(fine)}, calls: "get>get"},
		{name: "operation failed", looks: []look{with(fine, func(a *app) { a.phase = "Failed" }), see(fine)}, calls: "get>get"},
		{name: "words that nobody knows", looks: []look{with(fine, func(a *app) { a.health = "body-of-an-answer" }), see(fine)}, calls: "get>get", says: []string{"health Unknown"}},
		{name: "a tag that begins alike", looks: []look{with(fine, func(a *app) { a.runs = image + "4" }), see(fine)}, calls: "get>get"},
		{name: "another image with the tag", looks: []look{with(fine, func(a *app) { a.runs = "ghcr.io/owner/other:sha-0123abc" }), see(fine)}, calls: "get>get"},
		{name: "one of two images", env: map[string]string{notify.Images: image + " ghcr.io/owner/other:sha-1"}, looks: []look{
			see(fine), with(fine, func(a *app) { a.runs = "ghcr.io/owner/other:sha-1 " + image })}, calls: "get>get"},
		{name: "names of Docker Hub, and a digest", env: map[string]string{notify.Images: "owner/home:sha-1"}, looks: []look{see(normalized)}, calls: "get"},
		{name: "never synced", looks: []look{{200, `{"metadata":{},"spec":{}}`}, see(fine)}, calls: "get>get", says: []string{"sync Unknown, health Unknown, last operation Unknown"}},
		{name: "away for a while", looks: []look{away, away, see(before), away, see(fine)}, calls: "get>get>get>get>get", says: []string{"Argo CD: it answered 503"}},
		{name: "denied for a moment", looks: []look{see(before), denied, see(fine)}, calls: "get>get>get"},
		{name: "denied for good", looks: []look{see(before), denied, denied}, exit: notify.Refused, calls: "get>get>get"},
		{name: "denied at first", looks: []look{denied, see(fine)}, exit: notify.Refused, calls: "get"},
		{name: "token deleted", looks: []look{see(before), {401, ""}}, exit: notify.Refused, calls: "get>get"},
		{name: "time over", env: map[string]string{notify.WaitSeconds: "1", notify.PollSeconds: "1"}, looks: []look{see(rolling)}, exit: notify.NotRunning, calls: "get…", says: []string{
			"::error title=notify::home does not run the images after ", "(0 of the images do not run yet; sync Synced, health Progressing, last operation Succeeded)"}},
		{name: "time over, last away", env: map[string]string{notify.RetryLimit: "0"}, looks: []look{see(rolling), away}, calls: "get>get", says: []string{"::warning", "is not known"}},
		{name: "looks at Git", env: map[string]string{notify.RefreshSeconds: "0"}, looks: []look{see(before), see(written), see(fine)}, calls: "get>refresh>get"},
		{name: "a look at Git that is not answered", env: map[string]string{notify.RefreshSeconds: "0", notify.RetryLimit: "0"}, looks: []look{see(before), away, see(fine)}, calls: "get>refresh>refresh"},

		{name: "syncs once", env: map[string]string{notify.Sync: "true"}, looks: []look{see(before), see(written), accepted, see(written), see(written), see(fine)}, calls: "get>get>sync>get>get>get", says: []string{"Argo CD was asked to sync"}},
		{name: "does not sync what is Synced", env: map[string]string{notify.Sync: "true"}, looks: []look{see(before), see(rolling), see(fine)}, calls: "get>get>get"},
		{name: "does not sync without being asked to", looks: []look{see(written), see(fine)}, calls: "get>get"},
		{name: "does not sync beside an operation", env: map[string]string{notify.Sync: "true"}, looks: []look{
			with(written, func(a *app) { a.running = true }), with(written, func(a *app) { a.phase = "Running" }), see(written), accepted, see(fine)}, calls: "get>get>get>sync>get"},
		{name: "syncs again what is wanted anew", env: map[string]string{notify.Sync: "true"}, looks: []look{
			with(before, func(a *app) { a.sync = "OutOfSync" }), accepted, see(written), accepted, with(written, func(a *app) { a.revision = "2" }), accepted, see(fine)}, calls: "get>sync>get>sync>get>sync>get"},
		{name: "syncs again after busy", env: map[string]string{notify.Sync: "true"}, looks: []look{see(written), busy, see(written), accepted, see(fine)}, calls: "get>sync>get>sync>get", says: []string{"is syncing already"}},
		{name: "syncs again after no answer", env: map[string]string{notify.Sync: "true"}, looks: []look{see(written), away, see(written), accepted, see(fine)}, calls: "get>sync>get>sync>get", says: []string{"::warning"}},
		{name: "may not sync", env: map[string]string{notify.Sync: "true"}, looks: []look{see(written), denied}, exit: notify.Refused, calls: "get>sync", says: []string{"must not sync"}},
	}
	for shell, command := range shells(t) {
		for i, tt := range tests {
			if !turn(shell, i) {
				continue
			}
			t.Run(shell+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				s := looking(t, tt.looks)
				env := maps.Clone(waitOnly(s.url))
				env[notify.RefreshSeconds] = "3600"
				exit, out := result(t, command, quick, env, tt.env)
				assert.Check(t, exit == tt.exit, "%d, expected %d:\n%s", exit, tt.exit, out)
				made := strings.Join(s.verbs(), ">")
				if first, more := strings.CutSuffix(tt.calls, "…"); more {
					made = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(made, "refresh", first), ">"+first, ""))
					assert.Check(t, made == first, "%s, expected %s", made, tt.calls)
				} else {
					assert.Check(t, made == tt.calls, "%s, expected %s:\n%s", made, tt.calls, out)
				}
				for _, says := range tt.says {
					assert.Check(t, strings.Contains(out, says), "%q is not printed:\n%s", says, out)
				}
			})
		}
	}
}

// verbs are the requests by what they ask for; one that is not as it should be is "wrong".
func (s *server) verbs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var verbs []string
	for i, r := range s.requests {
		query := r.URL.Query()
		switch {
		case r.Header.Get("Authorization") != "Bearer "+token || r.Header.Get("Content-Type") != notify.ContentType:
			verbs = append(verbs, "wrong header")
		case r.Method == http.MethodPost && r.URL.Path == notify.API+"home/sync" && r.URL.RawQuery == "" && s.bodies[i] == `{"project":"home"}`:
			verbs = append(verbs, "sync")
		case r.Method == http.MethodGet && r.URL.Path == notify.API+"home" && s.bodies[i] == "" && query.Get("project") == "home" && query.Get("refresh") == "normal":
			verbs = append(verbs, "refresh")
		case r.Method == http.MethodGet && r.URL.Path == notify.API+"home" && s.bodies[i] == "" && r.URL.RawQuery == "project=home":
			verbs = append(verbs, "get")
		default:
			verbs = append(verbs, fmt.Sprintf("wrong: %s %s %s", r.Method, r.URL, s.bodies[i]))
		}
	}
	return verbs
}

// TestWaitGoesOn holds that a cluster that does not answer is looked at again until the limit is over, not for the whole wait.
func TestWaitGoesOn(t *testing.T) {
	t.Parallel()
	tools(t)
	for shell, command := range shells(t) {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			s := answering(503, html, page)(t)
			exit, out := result(t, command, quick, waitOnly(s.url), map[string]string{notify.WaitSeconds: "3600", notify.RetryLimit: "2", notify.PollSeconds: "1"})
			assert.Check(t, exit == notify.Done && s.count() >= 2 && strings.Contains(out, "::warning"), "%d, %d calls:\n%s", exit, s.count(), out)
		})
	}
}

// TestNamespaceAndRoot holds that the namespace of the Application goes with each request, and a root path before it.
func TestNamespaceAndRoot(t *testing.T) {
	t.Parallel()
	tools(t)
	for shell, command := range shells(t) {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			looks := []look{see(before), see(written), accepted, see(fine)}
			s := serves(t, func(w http.ResponseWriter, _ *http.Request, call int) {
				answer(w, looks[call-1].status, json, looks[call-1].body)
			})
			exit, out := result(t, command, quick, waitOnly(s.url+"/argo/"), map[string]string{notify.Sync: "true", notify.RefreshSeconds: "0", notify.ArgoCDApplicationNamespace: "apps"})
			assert.Assert(t, exit == notify.Done && s.count() == 4, "%d:\n%s", exit, out)
			for i, want := range []string{"project=home&appNamespace=apps", "project=home&appNamespace=apps&refresh=normal", "", "project=home&appNamespace=apps"} {
				assert.Check(t, s.requests[i].URL.RawQuery == want && strings.HasPrefix(s.requests[i].URL.Path, "/argo"+notify.API+"home"), "%s", s.requests[i].URL)
			}
			assert.Check(t, s.bodies[2] == `{"project":"home","appNamespace":"apps"}`, s.bodies[2])
		})
	}
}

// TestRetryAfter holds that a pause that an answer asks for is made, within the limit, and that a date is none.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	tools(t)
	tests := []struct {
		after string
		says  string
		calls int
	}{
		{"1", "trying again in 1 s", 2},
		{"01", "trying again in 1 s", 2},
		{"121", "was not asked to sync", 1},
		{"99999999999999999999", "trying again in 0 s", 2},
		{"Fri, 31 Dec 1999 23:59:59 GMT", "trying again in 0 s", 2},
		{"-5", "trying again in 0 s", 2},
	}
	for shell, command := range shells(t) {
		for i, tt := range tests {
			if !turn(shell, i) {
				continue
			}
			t.Run(shell+"/"+tt.after, func(t *testing.T) {
				t.Parallel()
				s := answering(429, html, page, "Retry-After", tt.after)(t)
				exit, out := result(t, command, quick, syncOnly(s.url))
				assert.Check(t, exit == notify.Done && s.count() == tt.calls && strings.Contains(out, tt.says), "%d, %d calls:\n%s", exit, s.count(), out)
			})
		}
	}
}

// TestRecovers holds that a further try that is answered is a success without a warning.
func TestRecovers(t *testing.T) {
	t.Parallel()
	tools(t)
	for shell, command := range shells(t) {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			s := serves(t, func(w http.ResponseWriter, _ *http.Request, call int) {
				if call < 3 {
					answer(w, 503, html, page)
					return
				}
				answer(w, 200, json, running)
			})
			exit, out := result(t, command, quick, syncOnly(s.url), map[string]string{notify.Tries: "5"})
			assert.Check(t, exit == notify.Done && s.count() == 3 && !strings.Contains(out, "::"), "%d, %d calls:\n%s", exit, s.count(), out)
		})
	}
}

// TestOrder holds that Image Updater is told before Argo CD is asked, and that what it refuses ends the step.
func TestOrder(t *testing.T) {
	t.Parallel()
	tools(t)
	for shell, command := range shells(t) {
		for _, tt := range []struct{ webhook, exit, argocd int }{{200, 0, 1}, {503, 0, 1}, {400, 1, 0}} {
			t.Run(fmt.Sprint(shell, "/", tt.webhook), func(t *testing.T) {
				t.Parallel()
				updater := answering(tt.webhook, "text/plain", "ok")(t)
				argo := serves(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
					assert.Check(t, updater.count() > 0, "Argo CD was asked first")
					answer(w, 200, json, running)
				})
				exit, out := result(t, command, quick, webhookOnly(updater.url), waitOnly(argo.url))
				assert.Check(t, exit == tt.exit && argo.count() == tt.argocd, "%d, %d calls of Argo CD:\n%s", exit, argo.count(), out)
			})
		}
	}
}
