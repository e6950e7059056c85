// SPDX-License-Identifier: Apache-2.0

package containers

import (
	"archive/tar"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	imagename "github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"gotest.tools/v3/assert"
)

// TestDockerfile: an engine builds the image that the release makes without one: each file with its bytes and modes, the
// user, the entrypoint and the labels. The builder is the Go of this machine with a shell, in the place of golang:1.26.
func TestDockerfile(t *testing.T) {
	need(t)
	busybox, err := exec.LookPath("busybox")
	if err != nil {
		if required() {
			t.Fatal("busybox is not on the PATH (Debian: apt-get install busybox-static)")
		}
		t.Skip("busybox is not on the PATH: no builder can be made")
	}
	goEnv := func(name string) string { return strings.TrimSpace(execute(nil, "go", "env", name).stdout) }
	const builder = "localhost/go-builder:test"
	base := t.TempDir()
	assert.NilError(t, os.CopyFS(filepath.Join(base, "go"), os.DirFS(goEnv("GOROOT"))))
	copyFile(t, busybox, filepath.Join(base, "sh"))
	assert.NilError(t, os.Chmod(filepath.Join(base, "sh"), 0o755))
	assert.NilError(t, os.Mkdir(filepath.Join(base, "tmp"), 0o755))
	assert.NilError(t, os.WriteFile(filepath.Join(base, "Dockerfile"), []byte("FROM scratch\nCOPY go /usr/local/go\nCOPY sh /bin/sh\nCOPY tmp /tmp\n"+
		"ENV PATH=/usr/local/go/bin:/bin HOME=/root GOTOOLCHAIN=local\n"), 0o644))
	got := execute(nil, "podman", "build", "-q", "-t", builder, base)
	assert.Equal(t, got.code, 0, got.stderr)

	made := rig.images["generate-rbac"].Single[slices.Index([]string{"amd64", "arm64"}, runtime.GOARCH)].Image
	want, err := made.ConfigFile()
	assert.NilError(t, err)
	ref := rig.at + "/by-dockerfile:test"
	got = execute(nil, "podman", "build", "-q", "--pull=never", "-t", ref, "-v", filepath.Join(goEnv("GOMODCACHE"), "cache/download")+":/modules:ro",
		"-v", goEnv("GOCACHE")+":/root/.cache/go-build", // else Go's library is compiled again
		"--build-arg", "GO_IMAGE="+builder, "--build-arg", "GOPROXY=file:///modules", "--build-arg", "TARGETARCH="+runtime.GOARCH,
		"--build-arg", "FUNCTION=generate-rbac", "--build-arg", "VERSION="+version,
		"--build-arg", "DESCRIPTION="+want.Config.Labels["org.opencontainers.image.description"], top)
	assert.Equal(t, got.code, 0, got.stderr)
	got = execute(nil, "podman", "push", "-q", ref)
	assert.Equal(t, got.code, 0, got.stderr)

	parsed, err := imagename.ParseReference(ref)
	assert.NilError(t, err)
	built, err := remote.Image(parsed)
	assert.NilError(t, err)
	config, err := built.ConfigFile()
	assert.NilError(t, err)
	assert.Equal(t, config.Config.User, want.Config.User)
	assert.DeepEqual(t, config.Config.Entrypoint, want.Config.Entrypoint)
	labels := maps.Clone(config.Config.Labels)
	maps.DeleteFunc(labels, func(key, value string) bool { return strings.HasPrefix(key, "io.buildah.") || value == "" })
	assert.DeepEqual(t, labels, want.Config.Labels)

	wantFiles, gotFiles := extract(t, made), extract(t, built)
	assert.DeepEqual(t, slices.Sorted(maps.Keys(gotFiles)), slices.Sorted(maps.Keys(wantFiles)))
	for name, f := range wantFiles {
		assert.Check(t, gotFiles[name].mode == f.mode, "the mode of %s is %o, not %o", name, gotFiles[name].mode, f.mode)
		assert.Check(t, string(gotFiles[name].data) == string(f.data), "%s differs", name)
	}
}

// entry is a file or folder of an image.
type entry struct {
	mode int64
	data []byte
}

// extract returns the root file system of an image, which belongs to root alone.
func extract(t *testing.T, of v1.Image) map[string]entry {
	t.Helper()
	all := map[string]entry{}
	stream := mutate.Extract(of)
	defer stream.Close()
	for r := tar.NewReader(stream); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		assert.NilError(t, err)
		assert.Equal(t, header.Uid+header.Gid, 0, header.Name)
		data, err := io.ReadAll(r)
		assert.NilError(t, err)
		all[strings.TrimSuffix(header.Name, "/")] = entry{header.Mode & 0o777, data}
	}
}
