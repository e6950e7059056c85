// SPDX-License-Identifier: Apache-2.0

package command

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/registry/registrytest"
	"github.com/fairlead-krm/fairlead/pkg/report"
)

// atSea keeps the credentials and the cache of the machine out of a test, and returns the folder of the cache.
func atSea(t *testing.T) (cache string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"HOME", "DOCKER_CONFIG", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"} {
		t.Setenv(name, dir)
	}
	t.Setenv("REGISTRY_AUTH_FILE", "")
	cache = filepath.Join(dir, "cache")
	t.Setenv("XDG_CACHE_HOME", cache)
	return cache
}

// harbour is a registry with two builds of owner/app for amd64 and arm64.
func harbour(t *testing.T) *registrytest.Registry {
	t.Helper()
	r := registrytest.New(t)
	for tag, day := range map[string]int{"sha-0aaaaaa": 2, "sha-0bbbbbb": 5} {
		created := fmt.Sprintf("2026-11-%02dT10:00:00Z", day)
		r.Index("owner/app", tag, registrytest.Image{Platform: "linux/amd64", Created: created}, registrytest.Image{Platform: "linux/arm64", Created: created}, registrytest.Attestation)
	}
	return r
}

// followedFile is a Project that follows an image.
func followedFile(image string) string {
	return "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata:\n  name: app\nspec:\n  repository: https://github.com/owner/app\n  images:\n    - " + image + "\n"
}

const platformOfTwo = "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata:\n  name: k3s\nspec:\n  argocd:\n    version: v3.5.7\n  imageUpdater:\n    version: v0.12.2\n  cluster:\n    platforms: [linux/arm64, linux/amd64]\n"

func TestImagesText(t *testing.T) {
	atSea(t)
	r := harbour(t)
	dir := write(t, map[string]string{"app.yaml": followedFile(r.Host + "/owner/app"), "platform.yaml": platformOfTwo})
	status, stdout, stderr := call(t, "", "images", "--registries-yaml", "", dir)
	assert.Equal(t, status, 0, "%s%s", stdout, stderr)
	got := strings.NewReplacer(r.Host, "127.0.0.1:55555", dir, "DIR").Replace(stdout)
	got = regexp.MustCompile(` {2,}`).ReplaceAllString(got, "  ")
	assert.Equal(t, got, `IMAGE  TAGS  TAKES  CREATED  PLATFORMS  ASKED WITH
127.0.0.1:55555/owner/app  2 of 2  sha-0bbbbbb  2026-11-05 10:00 UTC  linux/amd64, linux/arm64  anonymous
  newest-build of Image Updater v0.12.2, from DIR/app.yaml:8:7
  created 3 d after sha-0aaaaaa (2026-11-02T10:00:00Z)

nothing found in 2 files
`)
	assert.Equal(t, stderr, "1 of 1: "+r.Host+"/owner/app: sha-0bbbbbb\n")
}

// TestImagesTags holds the list of the tags that match, whatever the strategy looks at.
func TestImagesTags(t *testing.T) {
	atSea(t)
	r := harbour(t)
	r.Image("owner/app", "sha-0ccccccc", registrytest.Image{Platform: "linux/riscv64", Created: "2026-11-01T10:00:00Z"})
	r.Manifest("owner/app", "sha-0dddddd", "text/plain", "{}")
	for strategy, want := range map[string]string{
		"newest-build": `
  created 3 d after sha-0aaaaaa (2026-11-02T10:00:00Z)
    sha-0bbbbbb  2026-11-05 10:00 UTC  linux/amd64, linux/arm64
    sha-0aaaaaa  2026-11-02 10:00 UTC  linux/amd64, linux/arm64
    sha-0ccccccc  left out  it is built for linux/riscv64, not for linux/arm64, linux/amd64
    sha-0dddddd  left out  its manifest is of the type "text/plain", which the updater does not read
`,
		"alphabetical": `
  sorts behind sha-0ccccccc, byte by byte
    sha-0dddddd  -  its manifest is of the type "text/plain", which the updater does not read
    sha-0ccccccc  2026-11-01 10:00 UTC  linux/riscv64
    sha-0bbbbbb  2026-11-05 10:00 UTC  linux/amd64, linux/arm64
    sha-0aaaaaa  2026-11-02 10:00 UTC  linux/amd64, linux/arm64
`,
		"semver": `
  no tag is a version: the updater updates nothing, and its log looks as if all were up to date
    sha-0aaaaaa  left out  no version that the strategy takes
    sha-0bbbbbb  left out  no version that the strategy takes
    sha-0ccccccc  left out  no version that the strategy takes
    sha-0dddddd  left out  no version that the strategy takes
`,
	} {
		dir := write(t, map[string]string{"app.yaml": followedFile("\n      name: " + r.Host + "/owner/app\n      allowTags: any\n      updateStrategy: " + strategy), "platform.yaml": platformOfTwo})
		_, stdout, _ := call(t, "", "images", "--registries-yaml", "", "--tags", dir)
		got := regexp.MustCompile(`(\S) {2,}`).ReplaceAllString(stdout, "$1  ")
		assert.Check(t, strings.Contains(got, want), "%s\nmust hold%s", got, want)
	}
}

// TestImagesFormats holds that each format names the finding and its place, and json what was found out too.
func TestImagesFormats(t *testing.T) {
	atSea(t)
	r := harbour(t)
	dir := write(t, map[string]string{"app.yaml": followedFile(r.Host + "/owner/app"), "platform.yaml": strings.Replace(platformOfTwo, "amd64", "riscv64", 1)})
	for format, want := range map[string]string{
		"text":   "error[tag-without-platform] " + dir + "/app.yaml:8:7 Project/app",
		"github": "::error file=" + dir + "/app.yaml,line=8,col=7,title=tag-without-platform::",
		"sarif":  `"helpUri": "https://github.com/fairlead-krm/fairlead/blob/main/docs/images.md#tag-without-platform"`,
		"junit":  `<testsuite name="fairlead images" tests="2" failures="1"`,
		"json":   `"rule": "tag-without-platform"`,
	} {
		t.Run(format, func(t *testing.T) {
			status, stdout, stderr := call(t, "", "images", "--registries-yaml", "", "--updater-platform", "linux/arm64", "--format", format, dir)
			assert.Equal(t, status, 1, stderr)
			assert.Check(t, strings.Contains(stdout, want), "%s\nmust hold\n%s", stdout, want)
			if format != "json" {
				return
			}
			var read struct {
				report.JSON
				Images []struct{ Name, File, Tag, RunnerUp, Credentials, ImageUpdater string } `json:"images"`
			}
			assert.NilError(t, json.Unmarshal([]byte(stdout), &read))
			assert.Equal(t, fmt.Sprint(read.Images), fmt.Sprintf("[{%s/owner/app %s/app.yaml sha-0bbbbbb sha-0aaaaaa anonymous v0.12.2}]", r.Host, dir))
			assert.Equal(t, read.Summary.Error, 1)
		})
	}
}

func TestImagesExitStatus(t *testing.T) {
	atSea(t)
	r := harbour(t)
	dir := write(t, map[string]string{"app.yaml": followedFile(r.Host + "/owner/app"), "platform.yaml": platformOfTwo})
	single := write(t, map[string]string{"app.yaml": followedFile(r.Host + "/owner/app")})
	empty := write(t, map[string]string{"a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n"})
	broken := write(t, map[string]string{"a.yaml": "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nspec: [\n"})
	for _, test := range []struct {
		name string
		args []string
		want int
		says string
	}{
		{"nothing found", []string{dir}, 0, "sha-0bbbbbb"},
		{"a file", []string{filepath.Join(single, "app.yaml")}, 0, "sha-0bbbbbb"},
		{"an info fails where it is asked to", []string{"--fail-on", "info", single}, 1, "version-assumed"},
		{"nothing followed", []string{empty}, 0, "no image is followed"},
		{"a file that cannot be read", []string{broken}, 1, "not-yaml"},
		{"a Project with a mistake", []string{write(t, map[string]string{"a.yaml": followedFile(r.Host+"/owner/app") + "  typo: 1\n"})}, 1, "unknown-field"},
		{"missing image", []string{write(t, map[string]string{"a.yaml": followedFile(r.Host + "/owner/other")})}, 1, "image-missing"},
		{"no such folder", []string{"gone"}, 2, "gone: no such file"},
		{"no target", nil, 2, "takes one DIR"},
		{"unknown flag", []string{"--platfrm", "x", dir}, 2, "unknown flag"},
		{"unknown format", []string{"--format", "yaml", dir}, 2, "must be one of"},
		{"unknown severity", []string{"--fail-on", "never", dir}, 2, "--fail-on"},
		{"unknown version", []string{"--image-updater", "v0.13.0", dir}, 2, "refused"},
		{"unknown platform", []string{"--platform", "linux/aarch64", dir}, 2, `write "linux/arm64"`},
		{"no such registries.yaml", []string{"--registries-yaml", "gone.yaml", dir}, 2, "gone.yaml: no such file"},
		{"no such pull secret", []string{"--pull-secret", "gone.yaml", dir}, 2, "gone.yaml: no such file"},
		{"no Git repository", []string{"--repo", empty, dir}, 2, "must be a folder of a Git repository"},
		{"branch without repository", []string{"--branch", "main", dir}, 2, "needs --repo"},
		{"too many at once", []string{"--concurrency", "65", dir}, 2, "from 1 to 64"},
		{"no time", []string{"--timeout", "0s", dir}, 2, "more than nothing"},
		{"no config", []string{"--config", "gone.yaml", dir}, 2, "gone.yaml"},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, stdout, stderr := call(t, "", append([]string{"images"}, test.args...)...)
			assert.Equal(t, status, test.want, "%s%s", stdout, stderr)
			assert.Check(t, strings.Contains(stdout+stderr, test.says), "%s%s", stdout, stderr)
		})
	}
}

func TestImagesOfStdin(t *testing.T) {
	atSea(t)
	r := harbour(t)
	status, stdout, stderr := call(t, followedFile(r.Host+"/owner/app"), "images", "-")
	assert.Equal(t, status, 0, stderr)
	assert.Check(t, strings.Contains(stdout, "from stdin:8:7"), stdout)
}

// TestImagesCache holds where is remembered, and that nothing is where that is not wanted.
func TestImagesCache(t *testing.T) {
	cache := atSea(t)
	r := harbour(t)
	dir := write(t, map[string]string{"app.yaml": followedFile(r.Host + "/owner/app"), "platform.yaml": platformOfTwo})
	ok(t, "images", "--no-cache", dir)
	_, err := os.Stat(cache)
	assert.Check(t, os.IsNotExist(err))
	ok(t, "images", dir)
	entries, err := os.ReadDir(filepath.Join(cache, "fairlead", "registry"))
	assert.NilError(t, err)
	assert.Equal(t, len(entries), 2+4+4) // indexes, manifests, configurations
	r.Asked()
	ok(t, "images", dir)
	assert.Equal(t, r.Count("GET /v2/owner/app/blobs/"), 0)
	r.Asked()
	ok(t, "images", "--no-cache", dir)
	assert.Check(t, r.Count("GET /v2/owner/app/blobs/") > 0)
}

// TestImagesShowsNoCredential holds that what a registry is asked with is in no output, also where the registry repeats it.
func TestImagesShowsNoCredential(t *testing.T) {
	atSea(t)
	r := harbour(t)
	const token = "s3cr3t-token"
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		user, password, given := req.BasicAuth()
		w.Header().Set("WWW-Authenticate", `Basic realm="test"`)
		registrytest.Refuse(w, 401, "UNAUTHORIZED", fmt.Sprint(user, " ", password, " ", given, " ", req.Header.Get("Authorization")))
	})
	dir := write(t, map[string]string{"app.yaml": followedFile("\n      name: " + r.Host + "/owner/app\n      pullSecret: pullsecret:argocd/ghcr")})
	secret := filepath.Join(write(t, map[string]string{"s.json": `{"auths":{"` + r.Host + `":{"auth":"b3duZXI6czNjcjN0LXRva2Vu"}}}`}), "s.json")
	for _, format := range report.Formats() {
		status, stdout, stderr := call(t, "", "images", "--pull-secret", secret, "--format", format, dir)
		assert.Equal(t, status, 1)
		assert.Check(t, strings.Contains(stdout, "image-access-denied") && strings.Contains(stdout, "owner"), stdout)
		for _, s := range []string{token, "b3duZXI6czNjcjN0LXRva2Vu"} {
			assert.Check(t, !strings.Contains(stdout+stderr, s), "%s%s", stdout, stderr)
		}
	}
}
