// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
)

func TestFormatRegistries(t *testing.T) {
	assert.Equal(t, FormatRegistries([]Registry{
		{Prefix: "ghcr.io", Name: "GitHub Container Registry", Credentials: "pullsecret:argocd/ghcr", CredsExpire: "10h"},
		{Prefix: "docker.io", Limit: 5},
		{Prefix: "localhost:5000", APIURL: "http://localhost:5000", Insecure: true, TagSortMode: "none"},
	}), `registries:
- name: GitHub Container Registry
  prefix: ghcr.io
  api_url: https://ghcr.io
  credentials: pullsecret:argocd/ghcr
  credsexpire: "10h"
  limit: 20
- name: docker.io
  prefix: docker.io
  api_url: https://registry-1.docker.io
  defaultns: library
  default: true
  limit: 5
- name: localhost:5000
  prefix: localhost:5000
  api_url: http://localhost:5000
  tagsortmode: none
  insecure: true
  limit: 20
`)
	assert.Equal(t, FormatRegistries(nil), "registries: []\n")
}

func TestFormatRegistriesKeepsAnotherDefault(t *testing.T) {
	var got struct {
		Registries []struct{ Default bool }
	}
	text := FormatRegistries([]Registry{{Prefix: "docker.io"}, {Prefix: "ghcr.io", Default: true}})
	assert.NilError(t, yaml.Unmarshal([]byte(text), &got))
	assert.Assert(t, !got.Registries[0].Default && got.Registries[1].Default)
}

func TestFormatRegistriesQuotes(t *testing.T) {
	for _, name := range []string{
		"yes", "No", "on", "~", "null", "1e3", "0x1f", "1:20", "2024-01-01", "a: b", "a #b", "a:", " a", "a ", "- a", "*a", "&a", "{a}", "a\nb", "a\tb",
		`a"b`, `a\b`, "ü", "\x00", "a\u2028b", "secret:a/b#c", "x", "Y", ".5", "+1", "=", "<<", "a: #b", "a:#b", "/x",
	} {
		var got struct {
			Registries []struct{ Name any }
		}
		assert.NilError(t, yaml.Unmarshal([]byte(FormatRegistries([]Registry{{Prefix: "ghcr.io", Name: name}})), &got), name)
		assert.Equal(t, got.Registries[0].Name, any(name))
	}
}
