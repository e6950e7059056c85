// SPDX-License-Identifier: Apache-2.0

package registry_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/registry"
	"github.com/fairlead-krm/fairlead/pkg/registry/registrytest"
)

// dockerConfig makes a Docker configuration the one that counts, whatever the machine has.
func dockerConfig(t *testing.T, text string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("DOCKER_CONFIG", filepath.Join(dir, ".docker"))
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("XDG_CONFIG_HOME", dir)
	t.Setenv("REGISTRY_AUTH_FILE", "")
	assert.NilError(t, os.Mkdir(filepath.Join(dir, ".docker"), 0o700))
	if text != "" {
		write(t, filepath.Join(dir, ".docker", "config.json"), text)
	}
	return dir
}

func TestDockerCredential(t *testing.T) {
	r := registrytest.New(t)
	r.Image("owner/app", "main", amd64)
	r.Password("owner", "s3cr3t-token")
	helper := "#!/bin/sh\nread server\n[ \"$1\" = get ] && [ \"$server\" = '" + r.Host + "' ] || { echo 'credentials not found in native keychain'; exit 1; }\n" +
		`echo '{"Username":"owner","Secret":"s3cr3t-token"}'` + "\n"
	for _, test := range []struct{ name, config, want string }{
		{"auths", `{"auths":{"` + r.Host + `":{"auth":"b3duZXI6czNjcjN0LXRva2Vu"}}}`, "Docker configuration ~/.docker/config.json"},
		{"a helper for this registry", `{"credHelpers":{"` + r.Host + `":"test"}}`, "credential helper test"},
		{"a helper for all", `{"credsStore":"test"}`, "credential helper test"},
		{"another registry", `{"auths":{"ghcr.io":{"auth":"b3duZXI6czNjcjN0LXRva2Vu"}}}`, "anonymous"},
		{"nothing", "", "anonymous"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := dockerConfig(t, test.config)
			bin := filepath.Join(dir, "docker-credential-test")
			write(t, bin, helper)
			assert.NilError(t, os.Chmod(bin, 0o755))
			t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
			c, err := registry.DockerCredential(context.Background(), r.Host, "owner/app")
			assert.NilError(t, err)
			assert.Equal(t, fmt.Sprint(c), test.want)
			repository, err := registry.New(registry.Options{}).Open(context.Background(), registry.Endpoint{Host: r.Host}, "owner/app", c)
			if err == nil {
				_, err = repository.Tags(context.Background())
			}
			assert.Equal(t, err == nil, test.want != "anonymous", "%v", err)
		})
	}
}

func TestDockerCredentialThatCannotBeRead(t *testing.T) {
	dockerConfig(t, `{"auths":{"ghcr.io":{"auth":"s3cr3t`)
	_, err := registry.DockerCredential(context.Background(), "ghcr.io", "owner/app")
	assert.Error(t, err, "docker's configuration, or the credential helper that it names, cannot be read")
}

func TestDockerCredentialHelperThatAsks(t *testing.T) {
	dir := dockerConfig(t, `{"credsStore":"slow"}`)
	bin := filepath.Join(dir, "docker-credential-slow")
	write(t, bin, "#!/bin/sh\nexec sleep 3\n")
	assert.NilError(t, os.Chmod(bin, 0o755))
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_, err := registry.DockerCredential(ctx, "ghcr.io", "owner/app")
	assert.ErrorContains(t, err, "did not answer in time")
}
