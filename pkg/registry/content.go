// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// accept are the types of manifests that Image Updater asks for.
//
// Upstream: argocd-image-updater, registry/client.go knownMediaTypes.
var accept = []string{
	"application/vnd.oci.image.index.v1+json",
	"application/vnd.oci.image.manifest.v1+json",
	"application/vnd.docker.distribution.manifest.list.v2+json",
	"application/vnd.docker.distribution.manifest.v2+json",
	"application/vnd.docker.distribution.manifest.v1+prettyjws",
}

// Manifest is what a registry has under a tag or a digest.
type Manifest struct {
	// ContentType is the header of that name.
	ContentType string
	Body        []byte
	// Digest is that of Body.
	Digest string
	// Claimed is the digest under which the registry gives it out, where that is another one; otherwise "". containerd refuses
	// such content, Image Updater takes it.
	Claimed string
}

// Manifest returns the manifest of a tag or of a digest. The error is an *Error.
func (r *Repository) Manifest(ctx context.Context, reference string) (Manifest, error) {
	address := r.base + "/manifests/" + reference
	digest := reference
	if !isDigest(reference) {
		digest = ""
		// A tag may have moved, so the registry is always asked. Where something is remembered, the digest alone may do.
		if r.client.cache.warm() {
			a, err := r.get(ctx, http.MethodHead, address, accept, "", 0)
			if failed := (*Error)(nil); errors.As(err, &failed) && failed.Kind != Missing && failed.Kind != Broken {
				return Manifest{}, err
			}
			if err == nil {
				digest = a.header.Get("Docker-Content-Digest")
			}
		}
	}
	if isDigest(digest) {
		if m, ok := r.client.cache.manifest(digest); ok {
			return m, nil
		}
	}
	a, err := r.get(ctx, http.MethodGet, address, accept, "the manifest", maxManifest)
	if err != nil {
		return Manifest{}, err
	}
	m := Manifest{ContentType: a.header.Get("Content-Type"), Body: a.body, Digest: digestOf(a.body)}
	claimed := reference
	if !isDigest(reference) {
		claimed = a.header.Get("Docker-Content-Digest")
	}
	if isDigest(claimed) && strings.HasPrefix(claimed, "sha256:") && claimed != m.Digest {
		m.Claimed = claimed
	} else {
		r.client.cache.putManifest(m)
	}
	return m, nil
}

// Config returns what matters of the configuration of an image: os, architecture, variant, created and labels, as JSON. The whole
// may hold secrets in its environment, and is not kept. claimed reports whether the content is not what its digest says. The
// error is an *Error.
func (r *Repository) Config(ctx context.Context, digest string) (config []byte, claimed bool, err error) {
	if !isDigest(digest) {
		return nil, false, &Error{Kind: Broken, Host: r.host, Text: "a manifest names a configuration by no digest"}
	}
	if c, ok := r.client.cache.config(digest); ok {
		return c, false, nil
	}
	a, err := r.get(ctx, http.MethodGet, r.base+"/blobs/"+digest, nil, "the configuration", maxConfig)
	if err != nil {
		return nil, false, err
	}
	claimed = strings.HasPrefix(digest, "sha256:") && digest != digestOf(a.body)
	reduced, ok := reduce(a.body)
	if ok && !claimed {
		r.client.cache.putConfig(digest, reduced)
	}
	return reduced, claimed, nil
}

// Has reports whether the registry has a manifest, now and whatever is remembered. The error is an *Error, and none where the
// registry says that it has it not.
func (r *Repository) Has(ctx context.Context, digest string) (bool, error) {
	_, err := r.get(ctx, http.MethodHead, r.base+"/manifests/"+digest, accept, "", 0)
	if failed := (*Error)(nil); errors.As(err, &failed) && failed.Kind == Missing {
		return false, nil
	}
	return err == nil, err
}

// isDigest reports whether a text is algorithm:hex, which no tag is.
func isDigest(s string) bool {
	algorithm, encoded, ok := strings.Cut(s, ":")
	if !ok || algorithm != "sha256" && algorithm != "sha512" {
		return false
	}
	raw, err := hex.DecodeString(encoded)
	return err == nil && len(raw) >= 32 && encoded == strings.ToLower(encoded)
}

func digestOf(content []byte) string { return fmt.Sprintf("sha256:%x", sha256.Sum256(content)) }
