// SPDX-License-Identifier: Apache-2.0

package notify_test

import (
	"flag"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/notify"
)

// page is what a person sees, and what no message repeats.
const (
	page    = "<!doctype html><title>body-of-an-answer</title>"
	message = `{"error":"body-of-an-answer","code":9,"message":"body-of-an-answer"}`
	json    = "application/json"
	html    = "text/html; charset=utf-8"
)

// happens makes what each row of notify.Answers says.
var happens = map[string]func(*testing.T) *server{
	"200":                                    answering(200, json, running),
	"200, empty body":                        answering(200, "", ""),
	"200, a page":                            answering(200, html, page),
	"200, JSON that is no Application":       answering(200, json, message),
	"301 to 308":                             redirecting,
	"400, another operation goes on":         answering(400, json, `{"error":"x","code":9,"message":"another operation is already in progress"}`),
	"400":                                    answering(400, json, message),
	"401":                                    answering(401, json, message),
	"403":                                    answering(403, json, message),
	"404":                                    answering(404, json, message),
	"415":                                    answering(415, "text/plain", "body-of-an-answer"),
	"405 and every other 4xx":                answering(405, html, page),
	"408":                                    answering(408, html, page),
	"429":                                    answering(429, html, page, "Retry-After", "0"),
	"500":                                    answering(500, json, message),
	"502":                                    answering(502, html, page),
	"503":                                    answering(503, html, page),
	"no answer in time":                      silent,
	"200, then nothing more":                 stalling(200),
	"400, then nothing more":                 stalling(400),
	"401, then nothing more":                 stalling(401),
	"connection closed without an answer":    closing("http", ""),
	"connection refused":                     refusing,
	"name not known":                         nameless,
	"connection closed in the TLS handshake": closing("https", ""),
	"TLS alert":                              alerting,
	"certificate not trusted":                untrusted,
	"certificate expired":                    certified("localhost", time.Now().Add(-time.Hour), false),
	"certificate of another host":            certified("other.example.org", time.Now().Add(time.Hour), false),
	"no TLS where https is written":          closing("https", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
	"no HTTP":                                closing("http", "SSH-2.0-OpenSSH_9.2\r\n"),
}

// uncounted are the rows in which no call reaches the server.
var uncounted = map[string]bool{"connection refused": true, "name not known": true}

// untrusted serves with a certificate that is fine but for who signed it.
func untrusted(t *testing.T) *server {
	s := certified("localhost", time.Now().Add(time.Hour), false)(t)
	s.ca = ""
	return s
}

// redirecting leads to another server, which must not be asked.
func redirecting(t *testing.T) *server {
	elsewhere := serves(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		t.Errorf("a redirect was followed, with the token: %t", r.Header.Get("Authorization") != "")
		answer(w, 200, json, running)
	})
	return serves(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		http.Redirect(w, r, elsewhere.url+r.URL.Path, http.StatusFound)
	})
}

// TestMain lets more tests run at once than there are processors: these wait, they do not compute.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "24"); err != nil {
		panic(err)
	}
	m.Run()
}

// TestAnswers runs every row of the table for every request: the exit status, how often the request is made, what is printed.
func TestAnswers(t *testing.T) {
	t.Parallel()
	tools(t)
	rows := map[string]bool{}
	for shell, command := range shells(t) {
		for i, row := range notify.Answers() {
			rows[row.Name] = true
			assert.Assert(t, happens[row.Name] != nil, "nothing makes %q", row.Name)
			for k, want := range []notify.Outcome{row.Webhook, row.Sync, row.Wait} {
				request := []string{"webhook", "sync", "wait"}[k]
				if want.Calls == "" || !turn(shell, i+k) {
					continue
				}
				t.Run(shell+"/"+request+"/"+row.Name, func(t *testing.T) {
					t.Parallel()
					answered(t, command, request, row.Name, want)
				})
			}
		}
	}
	assert.Equal(t, len(rows), len(happens), "something happens that is no row")
}

func answered(t *testing.T, shell []string, request, name string, want notify.Outcome) {
	s := happens[name](t)
	env := maps.Clone(quick)
	switch request {
	case "webhook":
		maps.Copy(env, webhookOnly(s.url))
		env[notify.WebhookCAFile] = s.ca
	case "sync":
		maps.Copy(env, syncOnly(s.url))
		env[notify.ArgoCDCAFile] = s.ca
	case "wait":
		maps.Copy(env, waitOnly(s.url))
		env[notify.ArgoCDCAFile] = s.ca
		env[notify.RetryLimit] = "0" // TestWaitGoesOn looks further
	}
	switch {
	case strings.Contains(name, "in time"):
		env[notify.RequestSeconds] = "1"
	case strings.Contains(name, "nothing more"):
		env[notify.RequestSeconds] = "3" // enough for the headers, whatever else the machine does
	}
	exit, out := result(t, shell, env)
	assert.Check(t, exit == want.Exit, "it ends with %d, expected %d:\n%s", exit, want.Exit, out)
	assert.Check(t, strings.Contains("\n"+out, want.Says), "%q is not printed:\n%s", want.Says, out)
	if !strings.HasPrefix(want.Says, "::") {
		assert.Check(t, !strings.Contains(out, "::"), "there is nothing to warn of:\n%s", out)
	}
	if uncounted[name] {
		return
	}
	calls := s.count()
	switch want.Calls {
	case notify.Once:
		assert.Check(t, calls == 1, "%d calls, expected 1:\n%s", calls, out)
	case notify.Again:
		assert.Check(t, calls == 2, "%d calls, expected 2:\n%s", calls, out)
	case notify.Polled:
		assert.Check(t, calls >= 1, "%d calls, expected more:\n%s", calls, out)
	}
}
