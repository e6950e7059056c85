// SPDX-License-Identifier: Apache-2.0

package registry_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/registry"
	"github.com/fairlead-krm/fairlead/pkg/registry/registrytest"
)

// open opens owner/app of a registry that answers.
func open(t *testing.T, r *registrytest.Registry, o registry.Options) *registry.Repository {
	t.Helper()
	repository, err := registry.New(o).Open(context.Background(), registry.Endpoint{Host: r.Host}, "owner/app", registry.Credential{})
	assert.NilError(t, err)
	return repository
}

// failed returns what an error of a kind holds.
func failed(t *testing.T, err error, kind registry.Kind) registry.Error {
	t.Helper()
	var e *registry.Error
	assert.Assert(t, errors.As(err, &e), "%v", err)
	assert.Equal(t, e.Kind, kind, "%v", err)
	return *e
}

var amd64 = registrytest.Image{Platform: "linux/amd64", Created: "2026-11-01T10:00:00Z"}

func TestTagsOfManyPages(t *testing.T) {
	r := registrytest.New(t)
	var want []string
	for i := range 300 {
		want = append(want, fmt.Sprintf("sha-%04x", i*7919%65536))
		r.Image("owner/app", want[i], amd64)
	}
	slices.Sort(want)
	r.Pages(45)
	tags, err := open(t, r, registry.Options{}).Tags(context.Background())
	assert.NilError(t, err)
	assert.DeepEqual(t, tags, want)
	assert.Equal(t, r.Count("/tags/list"), 7)
}

func TestTagsThatLeadAstray(t *testing.T) {
	for _, test := range []struct {
		name, link, body, says string
	}{
		{"in a circle", "</v2/owner/app/tags/list>; rel=next", `{"tags":["a"]}`, "in a circle"},
		{"to another host", `<https://other.example.org/v2/owner/app/tags/list?n=1>; rel="next"`, `{"tags":["a"]}`, "leads to another host"},
		{"nowhere", "<::>", `{"tags":["a"]}`, "or nowhere"},
		{"a page of a portal", "", "<html>sign in</html>", "is no JSON"},
		{"a tag that is no text", "", `{"tags":[1]}`, "is no JSON"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := registrytest.New(t)
			r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
				if !strings.HasSuffix(req.URL.Path, "/tags/list") {
					next.ServeHTTP(w, req)
					return
				}
				if test.link != "" {
					w.Header().Set("Link", test.link)
				}
				fmt.Fprint(w, test.body)
			})
			_, err := open(t, r, registry.Options{}).Tags(context.Background())
			assert.ErrorContains(t, err, test.says)
			failed(t, err, registry.Broken)
		})
	}
}

func TestNoTags(t *testing.T) {
	r := registrytest.New(t)
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		if strings.HasSuffix(req.URL.Path, "/tags/list") {
			fmt.Fprint(w, `{"name":"owner/app","tags":null}`)
			return
		}
		next.ServeHTTP(w, req)
	})
	tags, err := open(t, r, registry.Options{}).Tags(context.Background())
	assert.NilError(t, err)
	assert.Equal(t, len(tags), 0)
}

// TestAskedAgain holds what is asked again, and what never is.
func TestAskedAgain(t *testing.T) {
	for _, test := range []struct {
		name    string
		status  int
		after   string
		times   int32 // how often the answer is given; then comes the right one
		maxWait time.Duration
		asked   int
		kind    registry.Kind
		says    string
	}{
		{"500 once", 500, "", 1, 0, 2, -1, ""},
		{"503 twice", 503, "", 2, 0, 3, -1, ""},
		{"502 for ever", 502, "", 99, 0, 3, registry.Broken, "502"},
		{"429 once, one second", 429, "1", 1, 0, 2, -1, ""},
		{"429 once, no word of when", 429, "", 1, 0, 2, -1, ""},
		{"429 for longer than is waited", 429, "3600", 99, time.Second, 1, registry.RateLimited, "asks to wait 1h0m0s"},
		{"503 for longer than is waited", 503, "3600", 99, time.Second, 1, registry.Broken, "503"},
		{"429 for ever", 429, "", 99, 0, 3, registry.RateLimited, "429"},
		{"401", 401, "", 99, 0, 1, registry.Denied, "401"},
		{"403", 403, "", 99, 0, 1, registry.Denied, "403"},
		{"404", 404, "", 99, 0, 1, registry.Missing, "404"},
		{"400", 400, "", 99, 0, 1, registry.Broken, "400"},
		{"418", 418, "", 99, 0, 1, registry.Broken, "418"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := registrytest.New(t)
			r.Image("owner/app", "main", amd64)
			var given atomic.Int32
			r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
				if !strings.HasSuffix(req.URL.Path, "/tags/list") || given.Add(1) > test.times {
					next.ServeHTTP(w, req)
					return
				}
				if test.after != "" {
					w.Header().Set("Retry-After", test.after)
				}
				registrytest.Refuse(w, test.status, "ODD", "not now")
			})
			tags, err := open(t, r, registry.Options{MaxWait: test.maxWait}).Tags(context.Background())
			assert.Equal(t, r.Count("/tags/list"), test.asked, "%v", err)
			if test.says == "" {
				assert.NilError(t, err)
				assert.DeepEqual(t, tags, []string{"main"})
				return
			}
			e := failed(t, err, test.kind)
			assert.Check(t, strings.Contains(e.Error(), test.says) && strings.Contains(e.Error(), "ODD: not now") || e.RetryAfter > 0, e.Error())
			assert.Equal(t, e.Status, test.status)
		})
	}
}

// TestLongWait holds that a registry which wants to be left alone for longer than is waited is not asked again at all, however it
// words the time, and that its words cannot steer a terminal.
func TestLongWait(t *testing.T) {
	for name, after := range map[string]string{"seconds": "3600", "a date": time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)} {
		t.Run(name, func(t *testing.T) {
			r := registrytest.New(t)
			r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
				if !strings.HasSuffix(req.URL.Path, "/tags/list") {
					next.ServeHTTP(w, req)
					return
				}
				w.Header().Set("Retry-After", after)
				registrytest.Refuse(w, http.StatusTooManyRequests, "TOOMANYREQUESTS", "slow \u001b[31m\u202edown\u2028")
			})
			repository := open(t, r, registry.Options{})
			for range 2 {
				_, err := repository.Tags(context.Background())
				e := failed(t, err, registry.RateLimited)
				assert.Check(t, e.RetryAfter > 59*time.Minute && e.RetryAfter <= time.Hour, "%s", e.RetryAfter)
				assert.Check(t, !strings.ContainsAny(err.Error(), "\x1b\u202e\u2028"), "%q", err.Error())
			}
			assert.Equal(t, r.Count("/tags/list"), 1)
		})
	}
}

// TestOneWaitHoldsAllBack holds that a registry which asks for a pause gets one from every request.
func TestOneWaitHoldsAllBack(t *testing.T) {
	r := registrytest.New(t)
	var mu sync.Mutex
	var pausedUntil time.Time
	early := 0
	for i := range 20 {
		r.Image("owner/app", fmt.Sprint("t", i), amd64)
	}
	var asked atomic.Int32
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		if !strings.Contains(req.URL.Path, "/manifests/") {
			next.ServeHTTP(w, req)
			return
		}
		time.Sleep(10 * time.Millisecond) // so that all that may come at once does
		mu.Lock()
		if asked.Add(1) == 5 {
			pausedUntil = time.Now().Add(900 * time.Millisecond)
		} else if !pausedUntil.IsZero() && time.Now().Before(pausedUntil.Add(-700*time.Millisecond)) {
			early++ // was under way already
		} else if time.Now().Before(pausedUntil) {
			early += 100
		}
		first := asked.Load() == 5
		mu.Unlock()
		if first {
			w.Header().Set("Retry-After", "1")
			registrytest.Refuse(w, 429, "TOOMANYREQUESTS", "slow down")
			return
		}
		next.ServeHTTP(w, req)
	})
	client := registry.New(registry.Options{Concurrency: 4})
	repository, err := client.Open(context.Background(), registry.Endpoint{Host: r.Host}, "owner/app", registry.Credential{})
	assert.NilError(t, err)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			_, err := repository.Manifest(context.Background(), fmt.Sprint("t", i))
			assert.Check(t, err == nil, "%v", err)
		})
	}
	wg.Wait()
	assert.Check(t, early < 100, "%d requests came within the pause", early/100)
	assert.Equal(t, client.RateLimited(r.Host), 1)
	assert.Check(t, r.Most() <= 4, "%d requests at once", r.Most())
}

func TestSlowAnswers(t *testing.T) {
	for name, path := range map[string]string{"greeting": "/v2/", "tags": "/tags/list"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := registrytest.New(t)
			r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
				if strings.HasSuffix(req.URL.Path, path) {
					select {
					case <-req.Context().Done():
					case <-time.After(20 * time.Second):
					}
					return
				}
				next.ServeHTTP(w, req)
			})
			start := time.Now()
			repository, err := registry.New(registry.Options{Timeout: 200 * time.Millisecond}).Open(context.Background(), registry.Endpoint{Host: r.Host}, "owner/app", registry.Credential{})
			if err == nil {
				_, err = repository.Tags(context.Background())
			}
			failed(t, err, registry.TimedOut)
			assert.ErrorContains(t, err, "no answer in time")
			assert.Check(t, time.Since(start) < 15*time.Second, "%s", time.Since(start))
		})
	}
}

// TestSlowBody holds that the time for a request is also that of its answer.
func TestSlowBody(t *testing.T) {
	r := registrytest.New(t)
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		if !strings.HasSuffix(req.URL.Path, "/tags/list") {
			next.ServeHTTP(w, req)
			return
		}
		for i := 0; i < 200 && req.Context().Err() == nil; i++ {
			fmt.Fprint(w, " ")
			w.(http.Flusher).Flush()
			time.Sleep(50 * time.Millisecond)
		}
	})
	_, err := open(t, r, registry.Options{Timeout: 300 * time.Millisecond}).Tags(context.Background())
	failed(t, err, registry.TimedOut)
}

func TestClosedEarly(t *testing.T) {
	r := registrytest.New(t)
	r.Image("owner/app", "main", amd64)
	var left atomic.Int32
	left.Store(1)
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		if !strings.HasSuffix(req.URL.Path, "/manifests/main") || left.Add(-1) < 0 {
			next.ServeHTTP(w, req)
			return
		}
		w.Header().Set("Content-Length", "5000")
		fmt.Fprint(w, `{"schemaVersion":2`)
		w.(http.Flusher).Flush()
		connection, _, err := w.(http.Hijacker).Hijack()
		assert.Check(t, err == nil)
		assert.Check(t, connection.Close() == nil)
	})
	repository := open(t, r, registry.Options{})
	m, err := repository.Manifest(context.Background(), "main")
	assert.NilError(t, err)
	assert.Equal(t, m.ContentType, registrytest.TypeImage)

	left.Store(99)
	_, err = repository.Manifest(context.Background(), "main")
	failed(t, err, registry.Broken)
	assert.ErrorContains(t, err, "closed the connection early")
	assert.Equal(t, r.Count("/manifests/main"), 2+3)
}

// TestLargeConfig holds that a configuration of a gigabyte is neither read nor waited for, whether it says its size or not.
func TestLargeConfig(t *testing.T) {
	const size = 1 << 30
	for _, declared := range []bool{true, false} {
		t.Run(fmt.Sprint("declared ", declared), func(t *testing.T) {
			r := registrytest.New(t)
			var sent atomic.Int64
			r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
				if !strings.Contains(req.URL.Path, "/blobs/") {
					next.ServeHTTP(w, req)
					return
				}
				if declared {
					w.Header().Set("Content-Length", fmt.Sprint(size))
				}
				chunk := make([]byte, 1<<20)
				for range size / len(chunk) {
					n, err := w.Write(chunk)
					if sent.Add(int64(n)); err != nil {
						return
					}
				}
			})
			_, _, err := open(t, r, registry.Options{}).Config(context.Background(), registrytest.Digest("x"))
			failed(t, err, registry.TooLarge)
			assert.ErrorContains(t, err, "more than 8 MiB")
			time.Sleep(50 * time.Millisecond)
			assert.Check(t, sent.Load() < 64<<20, "%d MiB were taken", sent.Load()>>20)
			assert.Equal(t, r.Count("/blobs/"), 1)
		})
	}
}

func TestContentThatLies(t *testing.T) {
	r := registrytest.New(t)
	digest := r.Image("owner/app", "main", amd64)
	honest := open(t, r, registry.Options{})
	m, err := honest.Manifest(context.Background(), "main")
	assert.NilError(t, err)
	assert.Equal(t, m.Digest+" "+m.Claimed, digest+" ")

	dir := t.TempDir()
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		if !strings.Contains(req.URL.Path, "/manifests/") && !strings.Contains(req.URL.Path, "/blobs/") {
			next.ServeHTTP(w, req)
			return
		}
		w.Header().Set("Docker-Content-Digest", digest)
		w.Header().Set("Content-Type", registrytest.TypeImage)
		fmt.Fprint(w, `{"other":1}`)
	})
	liar := open(t, r, registry.Options{CacheDir: dir})
	for _, reference := range []string{"main", digest} {
		m, err = liar.Manifest(context.Background(), reference)
		assert.NilError(t, err)
		assert.Equal(t, m.Claimed, digest, reference)
		assert.Equal(t, m.Digest, registrytest.Digest(`{"other":1}`))
	}
	_, claimed, err := liar.Config(context.Background(), digest)
	assert.NilError(t, err)
	assert.Check(t, claimed)
	entries, _ := os.ReadDir(dir)
	assert.Equal(t, len(entries), 0, "content that lies is not remembered")
}

func TestPassword(t *testing.T) {
	r := registrytest.New(t)
	r.Image("owner/app", "main", amd64)
	r.Password("owner", "s3cr3t-token")
	client := registry.New(registry.Options{})
	at := registry.Endpoint{Host: r.Host}
	right := registry.Password("the test", "owner", "s3cr3t-token")
	repository, err := client.Open(context.Background(), at, "owner/app", right)
	assert.NilError(t, err)
	tags, err := repository.Tags(context.Background())
	assert.NilError(t, err)
	assert.DeepEqual(t, tags, []string{"main"})

	for _, wrong := range []registry.Credential{{}, registry.Password("the test", "owner", "other")} {
		repository, err := client.Open(context.Background(), at, "owner/app", wrong)
		if err == nil {
			_, err = repository.Tags(context.Background())
		}
		e := failed(t, err, registry.Denied)
		assert.Equal(t, e.Status, http.StatusUnauthorized)
	}
	assert.Equal(t, fmt.Sprintf("%v %+v %#v %s", right, right, right, right), "the test the test the test the test")
	assert.Equal(t, fmt.Sprint(registry.Credential{}), "anonymous")
}

// TestToken holds the dance of tokens, and that a credential goes to what gives the tokens and nowhere else.
func TestToken(t *testing.T) {
	r := registrytest.New(t)
	r.Image("owner/app", "main", amd64)
	var scope string
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		switch {
		case req.URL.Path == "/token":
			if user, password, _ := req.BasicAuth(); user != "owner" || password != "s3cr3t-token" {
				registrytest.Refuse(w, http.StatusForbidden, "DENIED", "owner may not, with s3cr3t-token"+password)
				return
			}
			scope = req.URL.Query().Get("scope")
			fmt.Fprint(w, `{"token":"t0ken-of-the-day"}`)
		case req.Header.Get("Authorization") != "Bearer t0ken-of-the-day":
			w.Header().Set("WWW-Authenticate", `Bearer realm="`+r.URL+`/token",service="test"`)
			registrytest.Refuse(w, http.StatusUnauthorized, "UNAUTHORIZED", "token, please")
		default:
			next.ServeHTTP(w, req)
		}
	})
	client := registry.New(registry.Options{})
	repository, err := client.Open(context.Background(), registry.Endpoint{Host: r.Host}, "owner/app", registry.Password("test", "owner", "s3cr3t-token"))
	assert.NilError(t, err)
	tags, err := repository.Tags(context.Background())
	assert.NilError(t, err)
	assert.DeepEqual(t, tags, []string{"main"})
	assert.Equal(t, scope, "repository:owner/app:pull")

	_, err = client.Open(context.Background(), registry.Endpoint{Host: r.Host}, "owner/app", registry.Password("test", "owner", "wrong-but-secret"))
	e := failed(t, err, registry.Denied)
	assert.Equal(t, e.Status, http.StatusForbidden)
	assert.Check(t, !strings.Contains(e.Error(), "wrong-but-secret"), e.Error())
}

// TestRedirect holds that a store of blobs is not told who asks, and that nobody leads from TLS to plain text.
func TestRedirect(t *testing.T) {
	r := registrytest.New(t)
	digest := r.Image("owner/app", "main", amd64)
	r.Password("owner", "s3cr3t-token")
	var told atomic.Bool
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		told.Store(told.Load() || req.Header.Get("Authorization") != "")
		fmt.Fprint(w, `{"os":"linux","architecture":"amd64","created":"2026-11-01T10:00:00Z"}`)
	}))
	defer store.Close()
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		if strings.Contains(req.URL.Path, "/blobs/") {
			http.Redirect(w, req, strings.Replace(store.URL, "127.0.0.1", "localhost", 1)+"/blob?signature=s1gned", http.StatusTemporaryRedirect)
			return
		}
		next.ServeHTTP(w, req)
	})
	repository, err := registry.New(registry.Options{}).Open(context.Background(), registry.Endpoint{Host: r.Host}, "owner/app", registry.Password("test", "owner", "s3cr3t-token"))
	assert.NilError(t, err)
	config, _, err := repository.Config(context.Background(), digest)
	assert.NilError(t, err)
	assert.Check(t, strings.Contains(string(config), "2026-11-01"))
	assert.Check(t, !told.Load())

	store.Close()
	_, _, err = repository.Config(context.Background(), registrytest.Digest("another"))
	failed(t, err, registry.Unreachable)
	assert.Check(t, !strings.Contains(err.Error(), "s1gned"), err.Error())
	assert.Equal(t, err.Error(), r.Host+": it leads to "+strings.Replace(strings.TrimPrefix(store.URL, "http://"), "127.0.0.1", "localhost", 1)+": it refuses the connection")
}

func TestTLS(t *testing.T) {
	inner := registrytest.New(t)
	inner.Image("owner/app", "main", amd64)
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") }))
	defer plain.Close()
	var astray atomic.Bool
	to, err := url.Parse(inner.URL)
	assert.NilError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(to)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if astray.Load() && strings.Contains(req.URL.Path, "/blobs/") {
			http.Redirect(w, req, plain.URL, http.StatusTemporaryRedirect)
			return
		}
		proxy.ServeHTTP(w, req)
	}))
	defer server.Close()
	host := strings.TrimPrefix(server.URL, "https://")
	client := registry.New(registry.Options{})

	_, err = client.Open(context.Background(), registry.Endpoint{Host: host, Scheme: "https"}, "owner/app", registry.Credential{})
	failed(t, err, registry.Unreachable)
	assert.ErrorContains(t, err, "not trusted")

	_, err = client.Open(context.Background(), registry.Endpoint{Host: inner.Host, Scheme: "https"}, "owner/app", registry.Credential{})
	assert.ErrorContains(t, err, "plain HTTP where TLS is spoken")

	// The same as registries.yaml has it.
	dir := t.TempDir()
	ca := filepath.Join(dir, "ca.pem")
	assert.NilError(t, os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600))
	file := filepath.Join(dir, "registries.yaml")
	assert.NilError(t, os.WriteFile(file, []byte("mirrors:\n  ghcr.io:\n    endpoint: [\""+server.URL+"\"]\nconfigs:\n  \""+host+"\":\n    tls: {ca_file: "+ca+"}\n"), 0o600))
	nodes, err := registry.ReadNodes(file)
	assert.NilError(t, err)
	first := nodes.Endpoints("ghcr.io", "owner/app")[0]
	repository, err := client.Open(context.Background(), first.Endpoint, first.Repository, first.Credential)
	assert.NilError(t, err)
	tags, err := repository.Tags(context.Background())
	assert.NilError(t, err)
	assert.DeepEqual(t, tags, []string{"main"})

	astray.Store(true)
	_, _, err = repository.Config(context.Background(), registrytest.Digest("x"))
	assert.ErrorContains(t, err, "from TLS to plain HTTP")

	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	_, err = client.Open(context.Background(), registry.Endpoint{Host: host, TLS: &tls.Config{RootCAs: pool}}, "owner/app", registry.Credential{})
	assert.NilError(t, err)
}

func TestUnreachable(t *testing.T) {
	for host, says := range map[string]string{
		"127.0.0.1:1":          "refuses the connection",
		"no-such-host.invalid": "",
		"bad host":             "no host of a registry",
	} {
		_, err := registry.New(registry.Options{Timeout: 5 * time.Second}).Open(context.Background(), registry.Endpoint{Host: host}, "owner/app", registry.Credential{})
		failed(t, err, registry.Unreachable)
		assert.ErrorContains(t, err, says)
		assert.Check(t, strings.HasPrefix(err.Error(), host+": "), err.Error())
	}
}

func TestCancelled(t *testing.T) {
	r := registrytest.New(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := registry.New(registry.Options{}).Open(ctx, registry.Endpoint{Host: r.Host}, "owner/app", registry.Credential{})
	failed(t, err, registry.TimedOut)
}

func TestHas(t *testing.T) {
	r := registrytest.New(t)
	digest := r.Image("owner/app", "main", amd64)
	repository := open(t, r, registry.Options{})
	has, err := repository.Has(context.Background(), digest)
	assert.NilError(t, err)
	assert.Check(t, has)
	has, err = repository.Has(context.Background(), registrytest.Digest("gone"))
	assert.NilError(t, err)
	assert.Check(t, !has)
}
