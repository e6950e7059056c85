// SPDX-License-Identifier: Apache-2.0

package registry_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/registry"
	"github.com/fairlead-krm/fairlead/pkg/registry/registrytest"
)

// secret is what registrytest puts into the environment of its images.
const secret = "hunter2-in-the-image"

// readAll reads a tag and its configuration with a new Client, and returns both.
func readAll(t *testing.T, r *registrytest.Registry, dir string) (manifest, config string) {
	t.Helper()
	client := registry.New(registry.Options{CacheDir: dir})
	repository, err := client.Open(context.Background(), registry.Endpoint{Host: r.Host}, "owner/app", registry.Password("test", "owner", "s3cr3t-token"))
	assert.NilError(t, err)
	m, err := repository.Manifest(context.Background(), "main")
	assert.NilError(t, err)
	assert.Equal(t, m.ContentType, registrytest.TypeImage)
	_, digest, _ := strings.Cut(string(m.Body), `"config":{"digest":"`)
	digest, _, _ = strings.Cut(digest, `"`)
	c, claimed, err := repository.Config(context.Background(), digest)
	assert.NilError(t, err)
	assert.Check(t, !claimed)
	return string(m.Body), string(c)
}

func filesOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	entries, err := os.ReadDir(dir)
	assert.NilError(t, err)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		assert.NilError(t, err)
		files[e.Name()] = string(text)
	}
	return files
}

func pushed(t *testing.T) *registrytest.Registry {
	t.Helper()
	r := registrytest.New(t)
	r.Image("owner/app", "main", registrytest.Image{Platform: "linux/arm64", Created: "2026-11-01T10:00:00Z",
		Labels: map[string]string{registry.LabelRevision: "0123abc", "token": "a-secret-label"}})
	r.Password("owner", "s3cr3t-token")
	return r
}

func TestCacheRemembersWhatIsBehindADigest(t *testing.T) {
	r, dir := pushed(t), filepath.Join(t.TempDir(), "made", "by", "it")
	manifest, config := readAll(t, r, dir)
	assert.Equal(t, config, `{"os":"linux","architecture":"arm64","created":"2026-11-01T10:00:00Z","config":{"Labels":{"org.opencontainers.image.revision":"0123abc"}}}`)
	assert.Equal(t, r.Count("GET /v2/owner/app/manifests/main"), 1)
	r.Asked()

	again, configAgain := readAll(t, r, dir)
	assert.Equal(t, again+configAgain, manifest+config)
	assert.Equal(t, r.Count("HEAD /v2/owner/app/manifests/main"), 1)
	assert.Equal(t, r.Count("GET /v2/owner/app/"), 0, "%v", r.Asked())

	info, err := os.Stat(dir)
	assert.NilError(t, err)
	assert.Equal(t, info.Mode().Perm(), os.FileMode(0o700))
}

// TestCacheHoldsNoCredential holds that neither what a registry was asked with nor the environment of an image is written.
func TestCacheHoldsNoCredential(t *testing.T) {
	r, dir := pushed(t), t.TempDir()
	readAll(t, r, dir)
	files := filesOf(t, dir)
	assert.Equal(t, len(files), 2)
	for name, text := range files {
		for _, s := range []string{secret, "s3cr3t-token", "b3duZXI6czNjcjN0LXRva2Vu", "a-secret-label"} {
			assert.Check(t, !strings.Contains(text, s), "%s holds %s", name, s)
		}
	}
}

// TestCacheIgnoresWhatIsNotItsOwn holds that an entry which is damaged, foreign, old or no file is as if it were not there, and is
// written anew where that can be.
func TestCacheIgnoresWhatIsNotItsOwn(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, file, text string){
		"cut off": func(t *testing.T, file, text string) { write(t, file, text[:len(text)-3]) },
		"empty":   func(t *testing.T, file, _ string) { write(t, file, "") },
		"foreign": func(t *testing.T, file, _ string) { write(t, file, "{}\n") },
		"longer":  func(t *testing.T, file, text string) { write(t, file, text+"\n") },
		"one letter": func(t *testing.T, file, text string) {
			write(t, file, strings.Replace(strings.Replace(text, "arm64", "amd64", 1), "schemaVersion", "schemaVersi0n", 1))
		},
		"another form": func(t *testing.T, file, text string) {
			write(t, file, strings.Replace(text, "cache 1\n", "cache 2\n", 1))
		},
		"more than is kept": func(t *testing.T, file, text string) {
			form, rest, _ := strings.Cut(text, "\n")
			_, body, _ := strings.Cut(rest, "\n")
			body = strings.Replace(body, `{"os"`, `{"env":"FOREIGN","os"`, 1)
			kind, digest, _ := strings.Cut(filepath.Base(file), "-")
			sum := strings.TrimPrefix(registrytest.Digest(strings.Replace(digest, "-", ":", 1)+"\n"+body), "sha256:")
			if kind == "config" {
				write(t, file, form+"\n"+sum+"\n"+body)
				return
			}
			write(t, file, "")
		},
		"huge": func(t *testing.T, file, text string) { write(t, file, text+strings.Repeat(" ", 9<<20)) },
		"old": func(t *testing.T, file, _ string) {
			assert.NilError(t, os.Chtimes(file, time.Time{}, time.Now().AddDate(0, -4, 0)))
		},
		"a folder": func(t *testing.T, file, _ string) {
			assert.NilError(t, os.Remove(file))
			assert.NilError(t, os.Mkdir(file, 0o700))
		},
		"a link": func(t *testing.T, file, text string) {
			assert.NilError(t, os.Rename(file, file+".away"))
			assert.NilError(t, os.Symlink(file+".away", file))
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, dir := pushed(t), t.TempDir()
			manifest, config := readAll(t, r, dir)
			good := filesOf(t, dir)
			for file, text := range good {
				damage(t, filepath.Join(dir, file), text)
			}
			r.Asked()
			again, configAgain := readAll(t, r, dir)
			assert.Equal(t, again+configAgain, manifest+config)
			assert.Check(t, r.Count("GET /v2/owner/app/blobs/") == 1, "%v", r.Asked())
			if name == "a folder" {
				return // cannot be written over, and that is no error
			}
			for file, text := range good {
				got, err := os.ReadFile(filepath.Join(dir, file))
				assert.NilError(t, err)
				assert.Equal(t, string(got), text, file)
			}
		})
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	assert.NilError(t, os.WriteFile(file, []byte(text), 0o600))
}

// TestCacheSweeps holds that old entries go away, and that nothing else in the folder does.
func TestCacheSweeps(t *testing.T) {
	r, dir := pushed(t), t.TempDir()
	for _, name := range []string{"manifest-sha256-00", "config-sha256-00", "manifest-new", "notes.txt"} {
		write(t, filepath.Join(dir, name), "")
		if name != "manifest-new" {
			assert.NilError(t, os.Chtimes(filepath.Join(dir, name), time.Time{}, time.Now().AddDate(0, -4, 0)))
		}
	}
	readAll(t, r, dir)
	left := filesOf(t, dir)
	for name, stays := range map[string]bool{"manifest-sha256-00": false, "config-sha256-00": false, "manifest-new": true, "notes.txt": true} {
		_, there := left[name]
		assert.Equal(t, there, stays, name)
	}
}

func TestCacheThatCannotBeWritten(t *testing.T) {
	r := pushed(t)
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	readAll(t, r, filepath.Join(file, "below"))
}

// TestCacheKeepsWhatCannotBeRead holds that a configuration which is none is not remembered, and comes as it is.
func TestCacheKeepsNothingThatCannotBeRead(t *testing.T) {
	r, dir := registrytest.New(t), t.TempDir()
	digest := r.Blob("owner/app", `{"os":7}`)
	repository := open(t, r, registry.Options{CacheDir: dir})
	config, claimed, err := repository.Config(context.Background(), digest)
	assert.NilError(t, err)
	assert.Check(t, !claimed)
	assert.Equal(t, string(config), `{"os":7}`)
	assert.Equal(t, len(filesOf(t, dir)), 0)
}
