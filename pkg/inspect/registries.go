// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"crypto/tls"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// registries are the entries of registries.conf, those of the Platform before those of the ConfigMap.
type registries []registryEntry

// registryEntry is one of them, as far as it matters here.
type registryEntry struct {
	Prefix      string `yaml:"prefix"`
	APIURL      string `yaml:"api_url"`
	Credentials string `yaml:"credentials"`
	DefaultNS   string `yaml:"defaultns"`
	TagSort     string `yaml:"tagsortmode"`
	Insecure    bool   `yaml:"insecure"`
	Default     bool   `yaml:"default"`
}

// dockerHub is the registry of names without a host.
const dockerHub = "docker.io"

// hub is Docker Hub as the updater knows it without being told.
//
// Upstream: registry/endpoints.go registryTweaks.
var hub = registryEntry{Prefix: dockerHub, DefaultNS: "library"}

// readRegistries reads what the updater knows of registries. What cannot be read counts as not there: `fairlead validate` says so.
func readRegistries(c *rule.Context, model *v1alpha1.Model) registries {
	var all registries
	for _, r := range model.Platform.Spec.ImageUpdater.Registries {
		e := registryEntry{Prefix: r.Prefix, APIURL: r.APIURL, Credentials: r.Credentials}
		if r.Prefix == dockerHub { // as imageupdater.FormatRegistries writes it
			e.DefaultNS, e.Default = hub.DefaultNS, true
		}
		all = append(all, e)
	}
	for _, it := range c.Of("", "ConfigMap") {
		if it.Name != "argocd-image-updater-config" {
			continue
		}
		var conf struct {
			Registries []registryEntry `yaml:"registries"`
		}
		if yaml.Unmarshal([]byte(krm.Text(it.Lookup("data", "registries.conf"))), &conf) == nil {
			all = append(all, conf.Registries...)
		}
	}
	return all
}

// place is where the updater asks for an image.
type place struct {
	// host is the registry as names have it, endpoint where it answers.
	host       string
	endpoint   registry.Endpoint
	repository string
	// apiURL is the address as the updater knows it, by which it looks for credentials.
	apiURL      string
	tagSort     string
	credentials string
}

// find returns where a version asks for an image, and for what. Names are cut as image/image.go NewFromIdentifier cuts them.
//
// Upstream: registry/endpoints.go GetRegistryEndpoint and findRegistryEndpointByImage, registry/registry.go GetTags.
func (all registries) find(v imageupdater.Version, im imageupdater.Image) (place, error) {
	host, path := splitHost(im.Name)
	entry := registryEntry{Prefix: host}
	switch {
	case host == "":
		entry = hub
		for _, e := range all {
			if e.Default {
				entry = e
			}
		}
	default:
		if host == dockerHub {
			entry = hub
		}
		longest := -1
		for _, e := range all {
			switch {
			case e.Prefix == host:
				entry, longest = e, len(host)+len(path)+2
			case v.AtLeast(0, 17) && strings.HasPrefix(host+"/"+path, e.Prefix) && len(e.Prefix) > longest:
				entry, longest = e, len(e.Prefix)
			}
		}
	}
	// The updater takes library/ off every name that a parser has read, and puts the registry's own namespace before a single word.
	if im.Constraint == "" || imageupdater.CheckTag(im.Constraint) == nil {
		if host != "" || !strings.HasPrefix(im.Name, "library/") {
			path = strings.TrimPrefix(path, "library/")
		}
	}
	if entry.DefaultNS != "" && !strings.Contains(path, "/") {
		path = entry.DefaultNS + "/" + path
	}
	p := place{host: host, repository: path, tagSort: strings.ToLower(entry.TagSort), credentials: entry.Credentials}
	if p.host == "" {
		p.host = entry.Prefix
		if p.host == "" {
			p.host = dockerHub
		}
	}
	return p, p.setEndpoint(entry)
}

func (p *place) setEndpoint(entry registryEntry) error {
	p.endpoint = registry.Endpoint{Host: p.host}
	p.apiURL = "https://" + p.host
	if p.host == dockerHub {
		p.apiURL = "https://registry-1.docker.io"
	}
	if entry.APIURL != "" && strings.TrimSuffix(entry.APIURL, "/") != p.apiURL {
		e, err := registry.ParseEndpoint(entry.APIURL)
		if err != nil {
			return err
		}
		if e.Path != "" {
			e.Path += "/v2" // the updater puts it behind the address
		}
		p.endpoint, p.apiURL = e, strings.TrimSuffix(entry.APIURL, "/")
	}
	if entry.Insecure {
		p.endpoint.TLS = insecure
	}
	return nil
}

// insecure is the one configuration for registries whose certificate registries.conf says not to check.
var insecure = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // what registries.conf says

// splitHost cuts the registry's host off a name; "" is none.
func splitHost(name string) (host, path string) {
	first, rest, ok := strings.Cut(name, "/")
	if ok && (strings.ContainsAny(first, ".:") || first == "localhost") {
		return first, rest
	}
	return "", name
}
