// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
)

// registriesConf are the faults of the rules on registries.conf.
var registriesConf = map[string]Fault{
	"registries-conf-not-valid": func(s *Set) Planted {
		entry := registry("limit: 20")
		if s.Intn(3) == 0 {
			// Something is missing: found where the entry begins.
			missing := Pick(s, "name", "api_url")
			return s.registry(slices.DeleteFunc(entry, func(line string) bool { return strings.HasPrefix(line, missing) }), 0)
		}
		wrong := []string{"ratelimit: 20", "tagsortmode: newest-first", "ping: maybe", "credsexpire: ten hours", "insecure: 1", "apiurl: https://planted.example.org", mistyped(s, "credentials") + ": env:PLANTED", mistyped(s, "defaultns") + ": library"}
		if s.ImageUpdater.AtLeast(0, 13) && !s.ImageUpdater.AtLeast(1, 3) {
			wrong = append(wrong, "ca_file: /planted.pem")
		}
		return s.registry(append(entry, Pick(s, wrong...)), len(entry))
	},
	"registries-conf-credentials": func(s *Set) Planted {
		return s.registry(registry("credentials: "+Pick(s, "pullsecret:ghcr", "secret:argocd/ghcr", "user:planted-token", "argocd/ghcr", "'ext:script.sh'"), "limit: 20"), 3)
	},
	"registries-conf-prefix-dead": func(s *Set) Planted {
		return s.registry([]string{"name: Planted", "api_url: https://planted.example.org", "limit: 20", "prefix: " + Pick(s, "https://planted.example.org", "http://planted.example.org/", "'https://planted.example.org:5000'", "' planted.example.org'")}, 3)
	},
	"updater-setting-unknown": func(s *Set) Planted {
		d := s.One(view.ConfigMap, []string{s.baseRegistries()}, func(d *Doc) bool {
			return d.Get("metadata", "name") == "argocd-image-updater-config" && !excepted(d) && !d.Has("data", "kube.events") && !d.Has("data", "git.user")
		})
		key := Pick(s, "kube-events", "kube.event", "git.users", "gituser")
		d.Set("true", "data", key)
		return AtKey(d, "data", key)
	},
	"registries-conf-prefix-empty": func(s *Set) Planted {
		entry := []string{"name: Planted", "api_url: https://planted.example.org", "limit: 20"}
		return s.registry(Pick(s, entry, append(entry, "prefix: ''")), 0)
	},
	"registries-conf-without-limit": func(s *Set) Planted { return s.registry(Pick(s, registry(), registry("limit:")), 0) },
	"registries-conf-tag-sort": func(s *Set) Planted {
		return s.registry(registry("tagsortmode: "+Pick(s, "latest-first", "latest-last", "Latest-First"), "limit: 20"), 3)
	},
}

// registry is an entry of a registries.conf.
func registry(more ...string) []string {
	return append([]string{"name: Planted", "prefix: planted.example.org", "api_url: https://planted.example.org"}, more...)
}

// registry adds an entry to a registries.conf, or to a base one, and says that a fault is found on one of its lines.
func (s *Set) registry(entry []string, line int) Planted {
	path := []any{"data", "registries.conf"}
	d := s.One(view.ConfigMap, []string{s.baseRegistries()}, func(d *Doc) bool {
		return d.Get("metadata", "name") == "argocd-image-updater-config" && !excepted(d) && listIndent(d.Get(path...)) >= 0 && !view.Templated(d.Get(path...))
	})
	before := d.Get(path...)
	if !strings.HasSuffix(before, "\n") {
		before += "\n"
	}
	indent := strings.Repeat(" ", listIndent(before))
	d.Set(before+indent+"- "+strings.Join(entry, "\n"+indent+"  ")+"\n", path...)
	return d.atLine(strings.Count(before, "\n")+line, path...)
}

// listIndent returns the column of the dashes of a registries.conf in block style, or -1.
func listIndent(text string) int {
	var config struct{ Registries []yaml.Node }
	if yaml.Unmarshal([]byte(text), &config) != nil || len(config.Registries) == 0 {
		return -1
	}
	for line := range strings.SplitSeq(text, "\n") {
		if trimmed := strings.TrimLeft(line, " "); strings.HasPrefix(trimmed, "- ") {
			return len(line) - len(trimmed)
		}
	}
	return -1
}

// baseRegistries is a base registries.conf, written in one of the ways in which people do.
func (s *Set) baseRegistries() string {
	const head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-image-updater-config, namespace: planted-argocd}\ndata:\n"
	return head + Pick(s,
		"  registries.conf: |\n    # who may ask whom\n    registries:\n    - name: GitHub\n      prefix: ghcr.io\n      api_url: https://ghcr.io\n      limit: 20\n",
		"  log.level: debug\n  registries.conf: |-\n    registries:\n      - name: GitHub\n        prefix: ghcr.io\n        api_url: https://ghcr.io\n\n        limit: 20\n",
		`  registries.conf: "registries:\n- {name: GitHub, prefix: ghcr.io, api_url: 'https://ghcr.io', limit: 20}\n"`+"\n  interval: 5m\n")
}
