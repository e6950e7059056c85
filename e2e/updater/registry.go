// SPDX-License-Identifier: Apache-2.0

package updater

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Registry is a registry on the loopback interface, from which Image Updater and the product read. Nothing can be pushed by HTTP.
type Registry struct {
	// Host is where it answers, as image names have it.
	Host string

	server *http.Server
	mu     sync.Mutex
	tags   map[string][]Tag
	blobs  map[string]blob
}

// Tag is a tag of an image, and when that was built.
type Tag struct {
	Name    string
	Created time.Time

	digest string
}

type blob struct {
	kind string
	text []byte
}

const (
	manifestKind = "application/vnd.oci.image.manifest.v1+json"
	configKind   = "application/vnd.oci.image.config.v1+json"
)

// NewRegistry starts an empty registry.
func NewRegistry() (*Registry, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &Registry{Host: listener.Addr().String(), tags: map[string][]Tag{}, blobs: map[string]blob{}}
	r.server = &http.Server{Handler: r, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = r.server.Serve(listener) }() // it ends when it is closed
	return r, nil
}

// Close ends it.
func (r *Registry) Close() { _ = r.server.Close() }

// Push gives an image of linux/arm64 a tag. repository is without the host.
func (r *Registry) Push(repository, tag string, created time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	config := r.keep(configKind, map[string]any{
		"os": "linux", "architecture": "arm64", "created": created.UTC().Format(time.RFC3339),
		"rootfs": map[string]any{"type": "layers", "diff_ids": []string{}}, "config": map[string]any{},
	})
	manifest := r.keep(manifestKind, map[string]any{
		"schemaVersion": 2, "mediaType": manifestKind, "layers": []any{},
		"config": map[string]any{"mediaType": configKind, "digest": config, "size": len(r.blobs[config].text)},
	})
	r.tags[repository] = append(r.tags[repository], Tag{Name: tag, Created: created, digest: manifest})
}

func (r *Registry) keep(kind string, v any) (digest string) {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // a map of texts
	}
	digest = fmt.Sprintf("sha256:%x", sha256.Sum256(text))
	r.blobs[digest] = blob{kind, text}
	return digest
}

// Tags are the tags of an image, which is named with the host.
func (r *Registry) Tags(image string) []Tag {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Tag(nil), r.tags[strings.TrimPrefix(image, r.Host+"/")]...)
}

// ServeHTTP implements what the distribution specification asks of a registry that is read.
func (r *Registry) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	path, ok := strings.CutPrefix(req.URL.Path, "/v2/")
	if !ok {
		http.NotFound(w, req)
		return
	}
	if path == "" {
		return
	}
	for _, of := range []string{"/tags/list", "/manifests/", "/blobs/"} {
		repository, reference, found := strings.Cut(path, of)
		tags, known := r.tags[repository]
		if !found || !known {
			continue
		}
		if of == "/tags/list" {
			names := []string{}
			for _, tag := range tags {
				names = append(names, tag.Name)
			}
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(map[string]any{"name": repository, "tags": names}) // whoever asks has gone
			return
		}
		for _, tag := range tags {
			if tag.Name == reference {
				reference = tag.digest
			}
		}
		if b, ok := r.blobs[reference]; ok {
			w.Header().Set("Content-Type", b.kind)
			w.Header().Set("Docker-Content-Digest", reference)
			_, _ = w.Write(b.text)
			return
		}
	}
	http.NotFound(w, req)
}
