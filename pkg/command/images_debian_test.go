// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/registry/registrytest"
)

// debian is the registry of the package docker-registry, with a password.
type debian struct {
	t              *testing.T
	host           string
	user, password string
}

// newDebian starts the registry. Where it is not installed the test is skipped, unless FAIRLEAD_REQUIRE_REGISTRY insists.
func newDebian(t *testing.T) *debian {
	t.Helper()
	program, err := exec.LookPath("docker-registry")
	if err != nil {
		if os.Getenv("FAIRLEAD_REQUIRE_REGISTRY") == "1" {
			t.Fatal("docker-registry is not on the PATH: apt-get install docker-registry")
		}
		t.Skip("docker-registry is not on the PATH")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	assert.NilError(t, err)
	d := &debian{t, listener.Addr().String(), "owner", "s3cr3t-token"}
	assert.NilError(t, listener.Close())
	dir := write(t, map[string]string{
		// htpasswd -nbBC 5 owner s3cr3t-token
		"htpasswd": "owner:$2y$05$GduaxMbOz9UDtLJSpZHc2esOSqMy.aPCG9o2k38oeg/Th5gCLu6Ge\n",
		"config.yml": "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\nstorage: {inmemory: {}}\nhttp: {addr: '" + d.host + "'}\n" +
			"auth: {htpasswd: {realm: test, path: HTPASSWD}}\n",
	})
	config := filepath.Join(dir, "config.yml")
	text, err := os.ReadFile(config)
	assert.NilError(t, err)
	assert.NilError(t, os.WriteFile(config, []byte(strings.Replace(string(text), "HTPASSWD", filepath.Join(dir, "htpasswd"), 1)), 0o600))
	cmd := exec.Command(program, "serve", config)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")} // it takes every REGISTRY_… for a setting
	assert.NilError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for start := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if resp, err := http.Get("http://" + d.host + "/v2/"); err == nil {
			assert.NilError(t, resp.Body.Close())
			assert.Equal(t, resp.StatusCode, http.StatusUnauthorized)
			return d
		}
		assert.Assert(t, time.Since(start) < 20*time.Second, "docker-registry does not answer")
	}
}

func (d *debian) do(method, url, contentType, body string) *http.Response {
	d.t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	assert.NilError(d.t, err)
	req.SetBasicAuth(d.user, d.password)
	req.Header.Set("Content-Type", contentType)
	resp, err := http.DefaultClient.Do(req)
	assert.NilError(d.t, err)
	text, err := io.ReadAll(resp.Body)
	assert.NilError(d.t, err)
	assert.NilError(d.t, resp.Body.Close())
	assert.Assert(d.t, resp.StatusCode < 300, "%s %s: %s %s", method, url, resp.Status, text)
	return resp
}

func (d *debian) blob(content string) (digest string) {
	d.t.Helper()
	digest = registrytest.Digest(content)
	to := d.do(http.MethodPost, "http://"+d.host+"/v2/owner/app/blobs/uploads/", "", "").Header.Get("Location")
	d.do(http.MethodPut, to+"&digest="+digest, "application/octet-stream", content)
	return digest
}

func (d *debian) manifest(tag, contentType, body string) (digest string) {
	d.t.Helper()
	d.do(http.MethodPut, "http://"+d.host+"/v2/owner/app/manifests/"+tag, contentType, body)
	return registrytest.Digest(body)
}

func (d *debian) image(os, arch, created string) (digest string, size int) {
	d.t.Helper()
	config := fmt.Sprintf(`{"os":%q,"architecture":%q,"created":%q,"rootfs":{"type":"layers","diff_ids":[]}}`, os, arch, created)
	body := fmt.Sprintf(`{"schemaVersion":2,"mediaType":%q,"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":%q,"size":%d},"layers":[]}`,
		registrytest.TypeImage, d.blob(config), len(config))
	return d.manifest(registrytest.Digest(body), registrytest.TypeImage, body), len(body)
}

func (d *debian) index(tag, created string) {
	d.t.Helper()
	var entries []string
	for _, platform := range [][2]string{{"linux", "amd64"}, {"linux", "arm64"}, {"unknown", "unknown"}} {
		digest, size := d.image(platform[0], platform[1], created)
		entries = append(entries, fmt.Sprintf(`{"mediaType":%q,"digest":%q,"size":%d,"platform":{"os":%q,"architecture":%q}}`, registrytest.TypeImage, digest, size, platform[0], platform[1]))
	}
	d.manifest(tag, registrytest.TypeIndex, fmt.Sprintf(`{"schemaVersion":2,"mediaType":%q,"manifests":[%s]}`, registrytest.TypeIndex, strings.Join(entries, ",")))
}

// TestImagesOfDebiansRegistry runs the command against a registry that is not ours, with a password.
func TestImagesOfDebiansRegistry(t *testing.T) {
	atSea(t)
	d := newDebian(t)
	d.index("sha-0aaaaaa", "2026-11-02T10:00:00Z")
	d.index("sha-0bbbbbb", "2026-11-05T10:00:00Z")
	d.index("latest", "2026-11-09T10:00:00Z")
	dir := write(t, map[string]string{"app.yaml": followedFile(d.host + "/owner/app"), "platform.yaml": platformOfTwo})

	status, stdout, _ := call(t, "", "images", dir)
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stdout, "image-access-denied") && strings.Contains(stdout, "401 UNAUTHORIZED: authentication required"), stdout)

	for name, args := range map[string][]string{
		"Docker configuration": nil,
		"pull secret":          {"--pull-secret", filepath.Join(dir, "..", "secret.json")},
		"registries.yaml":      {"--registries-yaml", filepath.Join(dir, "..", "registries.yaml")},
	} {
		t.Run(name, func(t *testing.T) {
			const auth = "b3duZXI6czNjcjN0LXRva2Vu"
			config := `{"auths":{"` + d.host + `":{"auth":"` + auth + `"}}}`
			project := followedFile(d.host + "/owner/app")
			switch name {
			case "Docker configuration":
				assert.NilError(t, os.WriteFile(filepath.Join(os.Getenv("DOCKER_CONFIG"), "config.json"), []byte(config), 0o600))
				t.Cleanup(func() { _ = os.Remove(filepath.Join(os.Getenv("DOCKER_CONFIG"), "config.json")) })
			case "pull secret":
				assert.NilError(t, os.WriteFile(args[1], []byte(config), 0o600))
				project = followedFile("\n      name: " + d.host + "/owner/app\n      pullSecret: pullsecret:argocd/ghcr")
			default:
				assert.NilError(t, os.WriteFile(args[1], []byte("configs: {\""+d.host+"\": {auth: {username: owner, password: "+d.password+"}}}\n"), 0o600))
			}
			assert.NilError(t, os.WriteFile(filepath.Join(dir, "app.yaml"), []byte(project), 0o600))
			status, stdout, stderr := call(t, "", append([]string{"images", dir}, args...)...)
			assert.Equal(t, status, 0, "%s%s", stdout, stderr)
			assert.Check(t, strings.Contains(stdout, "2 of 3  sha-0bbbbbb  2026-11-05 10:00 UTC  linux/amd64, linux/arm64  "+name), stdout)
			assert.Check(t, strings.Contains(stdout, "created 3 d after sha-0aaaaaa"), stdout)
			assert.Check(t, !strings.Contains(stdout+stderr, d.password) && !strings.Contains(stdout+stderr, auth), "%s%s", stdout, stderr)
		})
	}
}
