// SPDX-License-Identifier: Apache-2.0

package registry_test

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/registry"
	"github.com/fairlead-krm/fairlead/pkg/registry/registrytest"
)

func nodes(t *testing.T, text string) *registry.Nodes {
	t.Helper()
	file := filepath.Join(t.TempDir(), "registries.yaml")
	write(t, file, text)
	n, err := registry.ReadNodes(file)
	assert.NilError(t, err)
	return n
}

// TestEndpoints holds where a node looks for an image, as `address repository credential`.
func TestEndpoints(t *testing.T) {
	const auth = "{auth: {username: owner, password: s3cr3t-token}}"
	for _, test := range []struct{ name, text, image, want string }{
		{"nothing", "", "ghcr.io/o/a", "https://ghcr.io o/a anonymous"},
		{"mirror", "mirrors: {ghcr.io: {endpoint: [http://m:5000]}}", "ghcr.io/o/a", "http://m:5000 o/a anonymous ns=ghcr.io; https://ghcr.io o/a anonymous"},
		{"mirror without scheme", "mirrors: {ghcr.io: {endpoint: ['m:5000', 'localhost:5000', '127.0.0.1:443']}}", "ghcr.io/o/a",
			"https://m:5000 o/a anonymous ns=ghcr.io; http://localhost:5000 o/a anonymous ns=ghcr.io; https://127.0.0.1:443 o/a anonymous ns=ghcr.io; https://ghcr.io o/a anonymous"},
		{"mirror with a path", "mirrors: {ghcr.io: {endpoint: ['https://h/v2/proxy/', 'https://h/v2', 'https://h/']}}", "ghcr.io/o/a",
			"https://h/v2/proxy o/a anonymous ns=ghcr.io; https://h o/a anonymous ns=ghcr.io; https://ghcr.io o/a anonymous"},
		{"any registry", "mirrors: {'*': {endpoint: ['http://m']}}", "ghcr.io/o/a", "http://m o/a anonymous ns=ghcr.io; https://ghcr.io o/a anonymous"},
		{"its own goes before any", "mirrors: {'*': {endpoint: ['http://m']}, ghcr.io: {endpoint: ['http://g']}}", "ghcr.io/o/a", "http://g o/a anonymous ns=ghcr.io; https://ghcr.io o/a anonymous"},
		{"a configuration goes before any", "mirrors: {'*': {endpoint: ['http://m']}}\nconfigs: {ghcr.io: " + auth + "}", "ghcr.io/o/a", "https://ghcr.io o/a registries.yaml"},
		{"credentials of the mirror", "mirrors: {ghcr.io: {endpoint: ['http://m:5000']}}\nconfigs: {'m:5000': " + auth + "}", "ghcr.io/o/a", "http://m:5000 o/a registries.yaml ns=ghcr.io; https://ghcr.io o/a anonymous"},
		{"credentials need the port", "mirrors: {ghcr.io: {endpoint: ['http://m:5000']}}\nconfigs: {m: " + auth + "}", "ghcr.io/o/a", "http://m:5000 o/a anonymous ns=ghcr.io; https://ghcr.io o/a anonymous"},
		{"rewrite", "mirrors: {ghcr.io: {endpoint: ['http://m'], rewrite: {'^o/(.*)': 'copy/$1'}}}", "ghcr.io/o/a", "http://m copy/a anonymous ns=ghcr.io; https://ghcr.io o/a anonymous"},
		{"rewrite of the registry itself", "mirrors: {ghcr.io: {endpoint: ['https://ghcr.io'], rewrite: {'^o/': 'p/'}}}", "ghcr.io/o/a", "https://ghcr.io p/a anonymous"},
		{"an expression that is none", "mirrors: {ghcr.io: {endpoint: ['http://m'], rewrite: {'(': 'x'}}}", "ghcr.io/o/a", "http://m o/a anonymous ns=ghcr.io; https://ghcr.io o/a anonymous"},
		{"an address that is none", "mirrors: {ghcr.io: {endpoint: ['ftp://m', 'http://m', 'http://m/']}}", "ghcr.io/o/a", "http://m o/a anonymous ns=ghcr.io; https://ghcr.io o/a anonymous"},
		{"docker.io", "configs: {docker.io: " + auth + "}", "docker.io/library/nginx", "https://docker.io library/nginx registries.yaml"},
		{"docker.io by its address", "configs: {registry-1.docker.io: " + auth + "}", "docker.io/library/nginx", "https://docker.io library/nginx registries.yaml"},
		{"loopback", "", "127.0.0.1:5000/o/a", "http://127.0.0.1:5000 o/a anonymous"},
		{"nothing in auth", "configs: {ghcr.io: {auth: {}}}", "ghcr.io/o/a", "https://ghcr.io o/a anonymous"},
	} {
		t.Run(test.name, func(t *testing.T) {
			host, repository, _ := strings.Cut(test.image, "/")
			var got []string
			for _, e := range nodes(t, test.text).Endpoints(host, repository) {
				line := fmt.Sprintf("%s %s %s", e.Endpoint, e.Repository, e.Credential)
				if e.Namespace != "" {
					line += " ns=" + e.Namespace
				}
				got = append(got, line)
			}
			assert.Equal(t, strings.Join(got, "; "), test.want)
		})
	}
}

func TestNodesCredential(t *testing.T) {
	r := registrytest.New(t)
	r.Image("owner/app", "main", amd64)
	r.Password("owner", "s3cr3t-token")
	for name, auth := range map[string]string{
		"user and password": "username: owner, password: s3cr3t-token",
		"auth":              "auth: b3duZXI6czNjcjN0LXRva2Vu",
		"auth with NUL":     "auth: b3duZXI6czNjcjN0LXRva2VuAA==",
	} {
		t.Run(name, func(t *testing.T) {
			c := nodes(t, "configs: {\""+r.Host+"\": {auth: {"+auth+"}}}").Credential(r.Host)
			assert.Equal(t, fmt.Sprintf("%v, %#v", c, c), "registries.yaml, registries.yaml")
			repository, err := registry.New(registry.Options{}).Open(context.Background(), registry.Endpoint{Host: r.Host}, "owner/app", c)
			assert.NilError(t, err)
			_, err = repository.Tags(context.Background())
			assert.NilError(t, err)
		})
	}
	var none *registry.Nodes
	assert.Check(t, none.Credential(r.Host).Anonymous())
}

// TestMirrorIsAskedAsContainerdAsks holds the path, the rewritten name and the name of the registry that is mirrored.
func TestMirrorIsAskedAsContainerdAsks(t *testing.T) {
	r := registrytest.New(t)
	r.Image("copy/app", "main", amd64)
	var asked []string
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		asked = append(asked, req.URL.RequestURI())
		req.URL.Path = strings.Replace(req.URL.Path, "/proxy/hub", "/v2", 1)
		next.ServeHTTP(w, req)
	})
	e := nodes(t, "mirrors: {ghcr.io: {endpoint: ['"+r.URL+"/proxy/hub'], rewrite: {'^owner/': 'copy/'}}}").Endpoints("ghcr.io", "owner/app")[0]
	repository, err := registry.New(registry.Options{}).Open(context.Background(), e.Endpoint, e.Repository, e.Credential)
	assert.NilError(t, err)
	_, err = repository.Manifest(context.Background(), "main")
	assert.NilError(t, err)
	assert.DeepEqual(t, asked, []string{"/proxy/hub/", "/proxy/hub/copy/app/manifests/main?ns=ghcr.io"})
}

func TestNodesThatCannotBeRead(t *testing.T) {
	for name, test := range map[string]struct{ text, says string }{
		"not YAML":     {"configs: {ghcr.io: {auth: {password: s3cr3t-token\n", "is no registries.yaml"},
		"another type": {"configs:\n  ghcr.io:\n    auth: s3cr3t-token\n", "line 3 is of another type"},
		"no CA":        {"configs: {ghcr.io: {tls: {ca_file: /gone.pem}}}", "configs[ghcr.io].tls: reading ca_file"},
		"half a pair":  {"configs: {ghcr.io: {tls: {cert_file: /gone.pem}}}", "must be given together"},
		"no pair":      {"configs: {ghcr.io: {tls: {cert_file: /gone.pem, key_file: /gone.key}}}", "are no pair"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "registries.yaml")
			write(t, file, test.text)
			_, err := registry.ReadNodes(file)
			assert.ErrorContains(t, err, test.says)
			assert.Check(t, !strings.Contains(err.Error(), "s3cr3t"), err.Error())
		})
	}
}

func TestParseEndpoint(t *testing.T) {
	for in, want := range map[string]string{
		"ghcr.io": "ghcr.io", "https://ghcr.io/": "https://ghcr.io", "http://127.0.0.1:5000/v2": "http://127.0.0.1:5000", "https://h/a/b/": "https://h/a/b",
	} {
		e, err := registry.ParseEndpoint(in)
		assert.NilError(t, err)
		assert.Equal(t, e.String(), want)
	}
	for _, in := range []string{"", "ftp://h", "https://", "https://user:s3cr3t@h", "https://h?q=1", "://"} {
		_, err := registry.ParseEndpoint(in)
		assert.Check(t, err != nil && !strings.Contains(err.Error(), "s3cr3t"), "%q %v", in, err)
	}
}
