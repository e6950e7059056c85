// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// auth is owner:s3cr3t in base64.
const auth = "b3duZXI6czNjcjN0"

func TestReadDockerConfig(t *testing.T) {
	for _, config := range []string{
		`{"auths":{"ghcr.io":{"auth":"` + auth + `"}}}`,
		`{"auths":{"https://ghcr.io/v2/":{"auth":"` + auth + `","username":"other"}}}`,
		`{"auths":{"docker.io":{},"ghcr.io/owner":{"auth":"` + auth + `"}},"credsStore":"x"}`,
	} {
		user, password, err := ReadDockerConfig([]byte(config), "https://ghcr.io/")
		assert.NilError(t, err)
		assert.Equal(t, user+":"+password, "owner:s3cr3t")
	}
	for config, says := range map[string]string{
		`{"auths":{"ghcr.io":{"username":"owner","password":"s3cr3t"}}}`:    "auths[ghcr.io] has no auth",
		`{"auths":{"ghcr.io":{"auth":null}}}`:                               "has no auth",
		`{"auths":{"ghcr.io":{"auth":"s3cr3t!"}}}`:                          "is no base64",
		`{"auths":{"ghcr.io":{"auth":"czNjcjN0"}}}`:                         "is not user:token",
		`{"auths":{"ghcr.io":"s3cr3t"}}`:                                    "is no mapping",
		`{"auths":{"https://index.docker.io/v1/":{"auth":"` + auth + `"}}}`: "begins with ghcr.io, only https://index.docker.io/v1/",
		`{"auths":{}}`: "only nothing",
		`{"s3cr3t":1}`: "has no auths",
		`s3cr3t`:       "not the JSON",
	} {
		_, _, err := ReadDockerConfig([]byte(config), "https://ghcr.io")
		assert.ErrorContains(t, err, says, config)
		assert.Check(t, !strings.Contains(err.Error(), "s3cr3t"), err.Error())
	}
}

func TestReadUserToken(t *testing.T) {
	user, password, err := ReadUserToken("owner:a:b\n")
	assert.NilError(t, err)
	assert.Equal(t, user+" "+password, "owner a:b\n")
	_, _, err = ReadUserToken("s3cr3t")
	assert.Error(t, err, "it is not user:token")
}

func TestReadSource(t *testing.T) {
	for value, want := range map[string]Source{
		"pullsecret:argocd/ghcr":   {Kind: "pullsecret", Namespace: "argocd", Name: "ghcr", Key: ".dockerconfigjson"},
		"Secret:argocd/ghcr#creds": {Kind: "secret", Namespace: "argocd", Name: "ghcr", Key: "creds"},
		"ghcr.io=env:GHCR":         {Kind: "env", Variable: "GHCR"},
		"ext:/scripts/login":       {Kind: "ext"},
	} {
		got, ok := ReadSource(value)
		assert.Check(t, ok, value)
		assert.DeepEqual(t, got, want)
		assert.NilError(t, CheckPullSecret(value, Version{}, ""))
	}
	for _, value := range []string{"", "ghcr", "pullsecret:ghcr", "secret:a/b", "pullsecret:a:b/c", "vault:a/b", "pullsecret:a/b/c"} {
		_, ok := ReadSource(value)
		assert.Check(t, !ok, value)
	}
}
