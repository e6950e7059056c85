// SPDX-License-Identifier: Apache-2.0

// Package registrytest is a container registry in the process of a test: go-containerregistry's own, with images that are
// nothing but platform, date and labels, and with room for handlers that misbehave in front of it. It is for tests only.
package registrytest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-containerregistry/pkg/registry"
)

// The media types that are pushed.
const (
	TypeImage = "application/vnd.oci.image.manifest.v1+json"
	TypeIndex = "application/vnd.oci.image.index.v1+json"
)

// Registry is a registry on a loopback address, in plain HTTP.
type Registry struct {
	// Host is host:port, as image names begin.
	Host string
	// URL is that of the server.
	URL string

	t       testing.TB
	inner   http.Handler
	mu      sync.Mutex
	front   http.Handler
	asked   []string
	current int
	most    int
}

// New starts a registry that ends with the test.
func New(t testing.TB) *Registry {
	t.Helper()
	quiet := log.New(io.Discard, "", 0) //nolint:forbidigo // the servers want one
	r := &Registry{t: t, inner: registry.New(registry.Logger(quiet))}
	r.front = r.inner
	server := httptest.NewServer(http.HandlerFunc(r.serve))
	server.Config.ErrorLog = quiet
	t.Cleanup(server.Close)
	r.URL, r.Host = server.URL, strings.TrimPrefix(server.URL, "http://")
	return r
}

func (r *Registry) serve(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	r.asked = append(r.asked, req.Method+" "+req.URL.Path)
	r.current++
	r.most = max(r.most, r.current)
	front := r.front
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		r.current--
		r.mu.Unlock()
	}()
	front.ServeHTTP(w, req)
}

// Wrap puts a handler in front of what there is. What it does not answer itself it hands to next.
func (r *Registry) Wrap(handler func(w http.ResponseWriter, req *http.Request, next http.Handler)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	next := r.front
	r.front = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { handler(w, req, next) })
}

// Asked returns the requests so far, as in `GET /v2/`, and forgets them. Those that push are not among them.
func (r *Registry) Asked() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	asked := r.asked
	r.asked = nil
	return asked
}

// Count returns how many requests so far hold a text.
func (r *Registry) Count(text string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, a := range r.asked {
		if strings.Contains(a, text) {
			n++
		}
	}
	return n
}

// Most returns how many requests were under way at once at most.
func (r *Registry) Most() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.most
}

// Image is an image for one platform.
type Image struct {
	// Platform is os/arch[/variant], which its index repeats.
	Platform string
	// Created is the date as it is to be written.
	Created string
	Labels  map[string]string
	// Config takes the place of the whole configuration where it is not "".
	Config string
}

// Attestation is what buildx puts into an index beside the images.
var Attestation = Image{Platform: "unknown/unknown", Config: `{"architecture":"unknown","os":"unknown","config":{},"rootfs":{"type":"layers","diff_ids":[]}}`}

// Image pushes an image under a tag, "" for none, and returns its digest.
func (r *Registry) Image(repository, tag string, i Image) string {
	r.t.Helper()
	os, arch, variant := split(i.Platform)
	config := i.Config
	if config == "" {
		config = encode(map[string]any{
			"os": os, "architecture": arch, "variant": variant, "created": i.Created,
			"config": map[string]any{"Env": []string{"PASSWORD=hunter2-in-the-image"}, "Labels": i.Labels},
			"rootfs": map[string]any{"type": "layers", "diff_ids": []string{}},
		})
	}
	manifest := encode(map[string]any{
		"schemaVersion": 2, "mediaType": TypeImage, "layers": []any{},
		"config": map[string]any{"mediaType": "application/vnd.oci.image.config.v1+json", "digest": r.Blob(repository, config), "size": len(config)},
	})
	return r.Manifest(repository, tag, TypeImage, manifest)
}

// Index pushes images and an index of them under a tag, and returns its digest.
func (r *Registry) Index(repository, tag string, images ...Image) string {
	r.t.Helper()
	var entries []any
	for _, i := range images {
		os, arch, variant := split(i.Platform)
		platform := map[string]any{"os": os, "architecture": arch}
		if variant != "" {
			platform["variant"] = variant
		}
		entries = append(entries, map[string]any{"mediaType": TypeImage, "digest": r.Image(repository, "", i), "size": 1, "platform": platform})
	}
	return r.Manifest(repository, tag, TypeIndex, encode(map[string]any{"schemaVersion": 2, "mediaType": TypeIndex, "manifests": entries}))
}

// Manifest pushes a manifest as it is, under a tag or, where that is "", its digest, and returns the digest.
func (r *Registry) Manifest(repository, tag, contentType, body string) string {
	r.t.Helper()
	digest := Digest(body)
	if tag == "" {
		tag = digest
	}
	r.push(http.MethodPut, "/v2/"+repository+"/manifests/"+tag, contentType, body)
	return digest
}

// Blob pushes a blob and returns its digest.
func (r *Registry) Blob(repository, content string) string {
	r.t.Helper()
	digest := Digest(content)
	r.push(http.MethodPost, "/v2/"+repository+"/blobs/uploads/?digest="+url.QueryEscape(digest), "application/octet-stream", content)
	return digest
}

func (r *Registry) push(method, path, contentType, body string) {
	r.t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Header.Set("Content-Type", contentType)
	w := httptest.NewRecorder()
	r.inner.ServeHTTP(w, req)
	if w.Code != http.StatusCreated {
		r.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
}

// Digest returns the digest of a content.
func Digest(content string) string { return fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(content))) }

func split(platform string) (os, arch, variant string) {
	parts := append(strings.SplitN(platform, "/", 3), "", "", "")
	return parts[0], parts[1], parts[2]
}

func encode(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// Pages answers the list of tags in pages of a size, with a Link to the next one each.
func (r *Registry) Pages(size int) {
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		if !strings.HasSuffix(req.URL.Path, "/tags/list") {
			next.ServeHTTP(w, req)
			return
		}
		q := req.URL.Query()
		q.Set("n", fmt.Sprint(size))
		asked := req.Clone(req.Context())
		asked.URL.RawQuery = q.Encode()
		page := httptest.NewRecorder()
		next.ServeHTTP(page, asked)
		var list struct{ Tags []string }
		if json.Unmarshal(page.Body.Bytes(), &list) == nil && len(list.Tags) == size {
			last := url.Values{"n": {fmt.Sprint(size)}, "last": {list.Tags[size-1]}}
			w.Header().Set("Link", "<"+req.URL.Path+"?"+last.Encode()+`>; rel="next"`)
		}
		w.WriteHeader(page.Code)
		_, _ = w.Write(page.Body.Bytes())
	})
}

// Password lets only a user and a password in, by Basic authentication.
func (r *Registry) Password(user, password string) {
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		if u, p, ok := req.BasicAuth(); !ok || u != user || p != password {
			w.Header().Set("WWW-Authenticate", `Basic realm="test"`)
			Refuse(w, http.StatusUnauthorized, "UNAUTHORIZED", "authentication required")
			return
		}
		next.ServeHTTP(w, req)
	})
}

// Refuse answers with an error of a registry.
func Refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprint(w, encode(map[string]any{"errors": []any{map[string]any{"code": code, "message": message}}}))
}
