// SPDX-License-Identifier: Apache-2.0

package image

import (
	"context"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	imagename "github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/validate"
	"gotest.tools/v3/assert"
)

var tctx = context.Background()

func TestLayout(t *testing.T) {
	dir := t.TempDir()
	assert.NilError(t, made(t).Layout(dir, "v1.2.3"))
	index, err := layout.ImageIndexFromPath(filepath.Join(dir, "generate-rbac"))
	assert.NilError(t, err)
	manifest, err := index.IndexManifest()
	assert.NilError(t, err)
	assert.Equal(t, len(manifest.Manifests), 3) // the index, and a bill of materials for each platform
	assert.Equal(t, manifest.Manifests[0].Digest, digest(t, made(t).Index))
	assert.Equal(t, manifest.Manifests[0].Annotations["org.opencontainers.image.ref.name"], "v1.2.3")

	assert.NilError(t, made(t).Layout(dir, "v1.2.3")) // again
	assert.NilError(t, os.Remove(filepath.Join(dir, "generate-rbac", "oci-layout")))
	assert.ErrorContains(t, made(t).Layout(dir, "v1.2.3"), "exists")
}

func TestTar(t *testing.T) {
	dir := t.TempDir()
	assert.NilError(t, made(t).Tar(dir, "example.org/ours", "v1.2.3"))
	tag, err := imagename.NewTag("example.org/ours/generate-rbac:v1.2.3")
	assert.NilError(t, err)
	for _, s := range made(t).Single {
		image, err := tarball.ImageFromPath(filepath.Join(dir, "generate-rbac-linux-"+s.On.Arch+".tar"), &tag)
		assert.NilError(t, err)
		got, err := image.ConfigName()
		assert.NilError(t, err)
		want, err := s.Image.ConfigName()
		assert.NilError(t, err)
		assert.Equal(t, got, want)
	}
}

// TestPush pushes to registries with and without an API for referrers.
func TestPush(t *testing.T) {
	for name, referrers := range map[string]bool{"referrers": true, "fallback tag": false} {
		t.Run(name, func(t *testing.T) {
			at := serve(t, referrers)
			pushed, err := made(t).Push(tctx, at, "v1.2.3")
			assert.NilError(t, err)
			assert.DeepEqual(t, pushed.Tags, []string{"v1.2.3", "v1.2", "v1"})
			repository, err := imagename.NewRepository(at + "/generate-rbac")
			assert.NilError(t, err)
			for _, tag := range pushed.Tags {
				there, err := remote.Head(repository.Tag(tag))
				assert.NilError(t, err)
				assert.Equal(t, there.Digest, digest(t, made(t).Index))
			}
			pulled, err := remote.Index(repository.Tag("v1"))
			assert.NilError(t, err)
			assert.NilError(t, validate.Index(pulled))
			var want []v1.Hash
			for _, s := range made(t).Single {
				index, err := remote.Referrers(repository.Digest(digest(t, s.Image).String()))
				assert.NilError(t, err)
				manifest, err := index.IndexManifest()
				assert.NilError(t, err)
				assert.Equal(t, len(manifest.Manifests), 1)
				referrer, err := remote.Image(repository.Digest(manifest.Manifests[0].Digest.String()))
				assert.NilError(t, err)
				said, err := referrer.Manifest()
				assert.NilError(t, err)
				assert.Equal(t, said.ArtifactType, "application/spdx+json")
				want = append(want, digest(t, s.Image), manifest.Manifests[0].Digest)
			}
			assert.DeepEqual(t, pushed.Digests, append([]v1.Hash{digest(t, made(t).Index)}, want...))
		})
	}
}

func TestPushAgain(t *testing.T) {
	at := serve(t, true)
	push := func(version string, of *Image) ([]string, error) {
		pushed, err := of.Push(tctx, at, version)
		if err != nil {
			return nil, err
		}
		return pushed.Tags, nil
	}
	other := &Image{Name: made(t).Name, Single: made(t).Single, Index: mutate.Annotations(made(t).Index, map[string]string{"other": "yes"}).(v1.ImageIndex)}

	tags, err := push("v1.3.0", made(t))
	assert.NilError(t, err)
	assert.DeepEqual(t, tags, []string{"v1.3.0", "v1.3", "v1"})
	_, err = push("v1.3.0", made(t)) // the same bytes again, after a push that broke off
	assert.NilError(t, err)
	_, err = push("v1.3.0", other)
	assert.ErrorContains(t, err, "A version never changes")
	tags, err = push("v1.2.9", other) // a late patch takes v1 from nobody
	assert.NilError(t, err)
	assert.DeepEqual(t, tags, []string{"v1.2.9", "v1.2"})
	_, err = push("latest", made(t))
	assert.ErrorContains(t, err, "no version")

	repository, err := imagename.NewRepository(at + "/generate-rbac")
	assert.NilError(t, err)
	all, err := remote.List(repository)
	assert.NilError(t, err)
	slices.Sort(all)
	assert.DeepEqual(t, all, []string{"v1", "v1.2", "v1.2.9", "v1.3", "v1.3.0"})
	there, err := remote.Head(repository.Tag("v1"))
	assert.NilError(t, err)
	assert.Equal(t, there.Digest, digest(t, made(t).Index))
}

func digest(t *testing.T, of interface{ Digest() (v1.Hash, error) }) v1.Hash {
	t.Helper()
	h, err := of.Digest()
	assert.NilError(t, err)
	return h
}

// serve returns the place of a registry that lives as long as the test.
func serve(t *testing.T, referrers bool) string {
	t.Helper()
	quiet := log.New(io.Discard, "", 0) //nolint:forbidigo // the server wants one
	s := httptest.NewServer(registry.New(registry.Logger(quiet), registry.WithReferrersSupport(referrers)))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://") + "/ours"
}
