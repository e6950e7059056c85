// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// updaterSettings are faults in the images of an ImageUpdater and in what it sets for them.
var updaterSettings = map[string]Fault{
	"updater-strategy-unknown": func(s *Set) Planted {
		u := s.updater()
		if block := u.entry("commonUpdateSettings", "updateStrategy"); u.Has(block...) && s.Intn(2) == 0 {
			u.Set("newest-biuld", block...)
			return u.found(block...)
		}
		return u.found(u.settle("updateStrategy", Pick(s, mistyped(s, u.strategy()), "newest-biuld", "newest", " digest", "semver ", "blue-green", "latests"))...)
	},
	"updater-strategy-not-repeated": func(s *Set) Planted {
		u := s.updater(tagless, func(u updater) bool {
			return !u.Has(u.entry("commonUpdateSettings")...) && u.Len(u.entry("images")...) == 1
		})
		u.Set(YAML("{updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$'}"), u.entry("commonUpdateSettings")...)
		u.Set(Pick(s, YAML("{forceUpdate: true}"), YAML("{allowTags: 'regexp:^main-[0-9]+$', platforms: [linux/arm64]}"), YAML("{}")), u.of("commonUpdateSettings")...)
		return u.foundKey(u.of("commonUpdateSettings")...)
	},
	"updater-semver-without-version": func(s *Set) Planted {
		u := s.updater(tagless)
		u.settle("updateStrategy", imageupdater.SemVer)
		return u.found(u.settle("allowTags", Pick(s, "regexp:^sha-[0-9a-f]{7}$", "regexp:^main-[0-9]+$", "regexp:^(main|latest)$"))...)
	},
	"updater-allow-tags-not-valid": settled("allowTags", "^sha-[0-9a-f]{7}$", "regex:^v", "regexp:^(?!latest).*$", "regexp:^[0-9", "sha-*", "regexp:^a/b$"),
	"updater-ignore-tags-not-valid": func(s *Set) Planted {
		return s.listed("ignoreTags", Pick(s, "regexp:^pr-", "[pr-", "pr-*,main", "pr-(1|2)", "^dev"))
	},
	"updater-platform-not-valid": func(s *Set) Planted {
		return s.listed("platforms", Pick(s, "linux/aarch64", "arm64", "linux/x86_64", "linux/arm64/8", "linx/amd64"))
	},
	"updater-pull-secret-not-valid": settled("pullSecret", "secret:argocd/ghcr", "pullsecret:ghcr", "argocd/ghcr", "ext:script.sh", "pullsecret:argocd/ghcr#token", "user:planted-token"),
	"updater-newest-build-without-allow-tags": func(s *Set) Planted {
		u := s.updater(newestBuild, tagless, func(u updater) bool {
			outer := u.Has("spec", "commonUpdateSettings", "allowTags") || u.Has(u.entry("commonUpdateSettings", "allowTags")...)
			return !outer && u.Get(u.of("commonUpdateSettings", "updateStrategy")...) != "" && u.Has(u.of("commonUpdateSettings", "allowTags")...) &&
				!strings.Contains(string(u.doc.Text), "ignoreTags")
		})
		u.Remove(u.of("commonUpdateSettings", "allowTags")...)
		return u.found(u.of("imageName")...)
	},
	"updater-platform-not-of-cluster": func(s *Set) Planted {
		if len(s.deliveries(func(d delivery) bool {
			return d.get("destination", "server") != "https://kubernetes.default.svc" && d.get("destination", "name") != "in-cluster"
		})) > 0 {
			return Planted{}
		}
		u := s.updater()
		s.platform()
		return u.found(append(u.settle("platforms", []string{Pick(s, "linux/s390x", "windows/amd64"), "linux/ppc64le"}), 0)...)
	},
	"updater-secret-namespace": func(s *Set) Planted {
		if s.ImageUpdater.Resource() && !s.ImageUpdater.AtLeast(1, 3) {
			return Planted{}
		}
		known := func(u updater) bool { return u.Get("metadata", "namespace") != "" }
		if s.Intn(3) == 0 {
			u := s.updater(known, unwritten)
			path := u.entry("writeBackConfig", "method")
			u.Set("git:secret:planted-elsewhere/git", path...)
			return u.found(path...)
		}
		u := s.updater(known)
		return u.found(u.settle("pullSecret", Pick(s, "pullsecret:planted-elsewhere/ghcr", "secret:planted-elsewhere/ghcr#token", "ghcr.io=pullsecret:planted-elsewhere/ghcr"))...)
	},
	"updater-alias-not-valid": func(s *Set) Planted {
		u := s.updater()
		u.Set(Pick(s, "planted/planted", "-planted", "plan ted", "pläanted", ".x", "a+b"), u.of("alias")...)
		return u.found(u.of("alias")...)
	},
	"updater-image-name-not-valid": func(s *Set) Planted {
		u := s.updater(func(u updater) bool { return strings.Contains(u.name(), "/") })
		name := u.name()
		slash := strings.LastIndexByte(name, '/') + 1
		u.Set(Pick(s, "https://"+name, name[:slash]+"X"+name[slash:], name[:slash]+" "+name[slash:], name+"@sha256:"+strings.Repeat("0a", 32), name[:slash]+"_"+name[slash:], name+",ghcr.io/planted/more"), u.of("imageName")...)
		return u.found(u.of("imageName")...)
	},
	"updater-constraint-not-valid": func(s *Set) Planted { return s.constrained("latest", "main", "v1.2.3.4", "sha-0123abc") },
	"updater-constraint-exact":     func(s *Set) Planted { return s.constrained("1.2.3", "v2.20.14", "0.1.0-rc1", "=1.0.0") },
	"updater-constraint-not-read": func(s *Set) Planted {
		u := s.updater(tagless, newestBuild)
		if s.Intn(2) == 0 {
			u.settle("allowTags", "")
		}
		u.Set(u.name()+":"+Pick(s, "main", "latest", "1.2", "v1.2.3"), u.of("imageName")...)
		return u.found(u.of("imageName")...)
	},
	"updater-digest-without-tag": func(s *Set) Planted {
		u := s.updater(tagless)
		u.settle("updateStrategy", imageupdater.Digest)
		if s.Intn(2) == 0 {
			u.Set(u.name()+":"+Pick(s, "^1.2", "~main", "1.x || 2.x"), u.of("imageName")...)
		}
		return u.found(u.of("imageName")...)
	},
	"updater-manifest-target-ambiguous": func(s *Set) Planted {
		u := s.updater()
		u.Set(Pick(s, YAML("{helm: {name: image.name, tag: image.tag}, kustomize: {name: planted}}"), YAML("{}")), u.of("manifestTargets")...)
		return u.foundKey(u.of("manifestTargets")...)
	},
}

// settled gives one image a setting that holds one of several texts.
func settled(name string, texts ...string) Fault {
	return func(s *Set) Planted {
		u := s.updater()
		return u.found(u.settle(name, Pick(s, texts...))...)
	}
}

// listed adds an entry to a list among the settings of one image.
func (s *Set) listed(name, entry string) Planted {
	u := s.updater()
	path := u.of("commonUpdateSettings", name)
	if !u.Has(path...) {
		u.settle(name, []string{entry})
		return u.found(append(path, 0)...)
	}
	return u.found(append(path, u.Append(entry, path...))...)
}

// constrained writes one of several constraints behind the name of an image that follows versions.
func (s *Set) constrained(constraints ...string) Planted {
	u := s.updater(tagless)
	u.settle("updateStrategy", imageupdater.SemVer)
	u.settle("allowTags", "any")
	u.Set(u.name()+":"+Pick(s, constraints...), u.of("imageName")...)
	return u.found(u.of("imageName")...)
}
