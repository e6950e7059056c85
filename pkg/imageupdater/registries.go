// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strconv"
	"strings"
)

// DefaultLimit is the number of requests per second that FormatRegistries writes where none is given. The updater's own
// documentation calls it the default too, but an entry without a limit is not limited at all.
const DefaultLimit = 20

// dockerHub is the prefix of the one registry whose API is elsewhere, and whose entry counts only as the default: the updater
// drops docker.io from image names and then asks the default registry.
const dockerHub = "docker.io"

// Registry is one entry of registries.conf, in the keys that v0.12.2 and all later versions read.
type Registry struct {
	// Prefix is the registry's host as image names have it: ghcr.io.
	Prefix string
	// Name is for the log. "" means Prefix.
	Name string
	// APIURL is where the registry answers. "" means https:// and Prefix, or https://registry-1.docker.io for docker.io.
	APIURL string
	// Credentials is a source as CheckPullSecret reads it. "" means anonymous.
	Credentials string
	// CredsExpire is a Go duration after which Credentials are read again: 10h. "" means never.
	CredsExpire string
	// DefaultNamespace goes before a name without a slash. "" means library for docker.io, else none.
	DefaultNamespace string
	// TagSortMode is latest-first, latest-last or none. "" means none: any other takes the dates away from newest-build.
	TagSortMode string
	// Insecure accepts any certificate. Default false.
	Insecure bool
	// Default makes it the registry of names without a host. docker.io is it anyway, unless another entry is.
	Default bool
	// Limit is in requests per second. 0 or less means DefaultLimit; it is always written.
	Limit int
}

// FormatRegistries prints the text of the key registries.conf in the ConfigMap argocd-image-updater-config, entries in the
// order given. The updater reads it once, when it starts. No registries means an empty list.
//
//	registries:
//	- name: ghcr.io
//	  prefix: ghcr.io
//	  api_url: https://ghcr.io
//	  credentials: pullsecret:argocd/ghcr
//	  limit: 20
func FormatRegistries(registries []Registry) string {
	if len(registries) == 0 {
		return "registries: []\n"
	}
	haveDefault := false
	for _, r := range registries {
		haveDefault = haveDefault || r.Default
	}
	var b strings.Builder
	b.WriteString("registries:\n")
	for _, r := range registries {
		if r.Prefix == dockerHub {
			r.APIURL = or(r.APIURL, "https://registry-1.docker.io")
			r.DefaultNamespace = or(r.DefaultNamespace, "library")
			r.Default = r.Default || !haveDefault
		}
		if r.Limit <= 0 {
			r.Limit = DefaultLimit
		}
		b.WriteString("- name: " + yamlScalar(or(r.Name, r.Prefix)) + "\n")
		set := func(key, value string) {
			if value != "" {
				b.WriteString("  " + key + ": " + value + "\n")
			}
		}
		set("prefix", yamlScalar(r.Prefix))
		set("api_url", yamlScalar(or(r.APIURL, "https://"+r.Prefix)))
		set("credentials", yamlScalar(r.Credentials))
		set("credsexpire", yamlScalar(r.CredsExpire))
		set("defaultns", yamlScalar(r.DefaultNamespace))
		set("tagsortmode", yamlScalar(r.TagSortMode))
		if r.Insecure {
			set("insecure", "true")
		}
		if r.Default {
			set("default", "true")
		}
		set("limit", strconv.Itoa(r.Limit))
	}
	return b.String()
}

func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
