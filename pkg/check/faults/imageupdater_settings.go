// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// imageUpdaterSettings are faults in what annotations set for images, and in their keys.
var imageUpdaterSettings = map[string]Fault{
	"update-strategy-unknown": func(s *Set) Planted {
		w, i := s.image(aliased())
		words := []string{"smver", "newest", "newest-buid", "lastest", "blue-green", mistyped(s, w.strategy(i))}
		if dated(w, i) && unconstrained(w, i) && w.setting(i, imageupdater.KeyAllowTags) != "" {
			if !s.ImageUpdater.Resource() {
				words = append(words, " "+s.newest(), s.newest()+" ")
			}
			if !s.ImageUpdater.AtLeast(0, 13) {
				words = append(words, "newest-build")
			}
		}
		name := w.own(i, imageupdater.KeyUpdateStrategy)
		if wide := imageupdater.KeyUpdateStrategy; w.holds(wide) && s.Intn(2) == 0 {
			name, words = wide, words[:6]
		}
		return At(w.Doc, w.write(name, Pick(s, words...))...)
	},
	"allow-tags-without-prefix": func(s *Set) Planted {
		return s.mangled(imageupdater.KeyAllowTags, func(before string) []string {
			words := []string{"^sha-[0-9a-f]{7}$", "sha-*", "regex:^sha-.*$", "latest", "glob:sha-*", "regexp ^v1", "any tag"}
			if expression, ok := strings.CutPrefix(before, "regexp:"); ok {
				words = append(words, expression, mistyped(s, "regexp")+":"+expression, `"`+before)
			}
			return words
		})
	},
	"allow-tags-matches-nothing": func(s *Set) Planted {
		return s.mangled(imageupdater.KeyAllowTags, func(before string) []string {
			words := []string{"regexp:^(?!latest).*$", "regexp:^sha/[0-9a-f]+$", `regexp:^v\\d+$`, "regexp:^[0-9", "regexp: ^sha-.*$", `regexp:"^v1$"`, `regexp:^(v)\1$`}
			if expression, ok := strings.CutPrefix(before, "regexp:"); ok {
				words = append(words, "regexp: "+expression, "regexp:'"+expression+"'", "regexp:("+expression, "regexp:(?="+expression+")")
			}
			return words
		})
	},
	"allow-tags-not-anchored": func(s *Set) Planted {
		w, i := s.image(aliased(dated))
		return At(w.Doc, w.write(w.own(i, imageupdater.KeyAllowTags), Pick(s, "regexp:sha-[0-9a-f]{7}", "regexp:main-", "REGEXP:v[0-9]+"))...)
	},
	"newest-build-without-allow-tags": func(s *Set) Planted {
		w, i := s.image(aliased(dated, unconstrained), without(imageupdater.KeyIgnoreTags))
		tags := w.own(i, imageupdater.KeyAllowTags)
		if w.holds(imageupdater.KeyAllowTags) || s.Intn(2) == 0 {
			w.write(tags, Pick(s, "regexp:.*", "regexp:^.*$", "regexp:.+"))
		} else {
			w.erase(tags)
		}
		w.erase(w.own(i, imageupdater.KeyIgnoreTags))
		w.erase(w.own(i, imageupdater.KeyTagMatch))
		return At(w.Doc, w.path(w.counting(i, imageupdater.KeyUpdateStrategy))...)
	},
	"platform-not-of-cluster": func(s *Set) Planted {
		w, i := s.image(aliased(), func(w watched) bool {
			return w.get("destination", "server") == "https://kubernetes.default.svc" || w.get("destination", "name") == "in-cluster"
		})
		s.platform()
		return At(w.Doc, w.write(w.own(i, imageupdater.KeyPlatforms), Pick(s, "linux/s390x", "linux/ppc64le, linux/s390x", "windows/amd64"))...)
	},
	"ignore-tags-not-a-glob": imageSetting(imageupdater.KeyIgnoreTags, "regexp:^pr-.*$", "[pr-", "^pr-", "main, pr-(1|2)", "pr-*,dev$"),
	"force-update-not-true": func(s *Set) Planted {
		words := []string{"yes", "on", "always", "tru"}
		if !s.ImageUpdater.Resource() {
			words = append(words, "True", "1", " true")
		} else {
			words = append(words, "no", "off")
		}
		return imageSetting(imageupdater.KeyForceUpdate, words...)(s)
	},
	"platform-malformed":     imageSetting(imageupdater.KeyPlatforms, "linux/aarch64", "arm64", "linux/x86_64", "linx/amd64", "linux/arm64/8", "linux/amd64, arm64", "linux/amd64/v1/x"),
	"platform-variant-exact": imageSetting(imageupdater.KeyPlatforms, "linux/arm64/v8", "linux/arm64/v8,linux/amd64"),
	"pull-secret-malformed": imageSetting(imageupdater.KeyPullSecret,
		"pullsecret:ghcr", "secret:argocd/ghcr", "argocd/ghcr", "pullsecret:argocd/ghcr#token", "ext:script.sh", "secret:argocd/ghcr#a#b", "pullsecret: argocd/ghcr", "pulsecret:argocd/ghcr"),
	"pull-secret-other-namespace": func(s *Set) Planted {
		if !s.ImageUpdater.AtLeast(1, 3) && s.mayReadElsewhere() {
			return Planted{}
		}
		w, i := s.image(aliased(), func(w watched) bool {
			namespace := w.Get("metadata", "namespace")
			return w.Item().Kind == argocd.KindApplication && namespace != "" && (namespace == "argocd" || !s.ImageUpdater.AtLeast(0, 15) || s.ImageUpdater.AtLeast(1, 3))
		})
		path := w.write(w.own(i, imageupdater.KeyPullSecret), Pick(s, "pullsecret:planted/ghcr", "secret:planted/ghcr#token", "ghcr.io=pullsecret:planted/ghcr"))
		return At(w.Doc, path...)
	},
	"image-updater-key-unknown": func(s *Set) Planted {
		w, i := s.image(aliased())
		known := Pick(s, s.ImageUpdater.Keys(true)...)
		names := []string{w.own(i, mistyped(s, known)), w.own(i, mistyped(s, known)), w.own(i, "platform"), w.own(i, "filter-tag"), w.own(i, "pull-policy"), w.own(i, "write-back-method"), w.own(i, "image-list"), "platforms", "image-lists", "write-back"}
		if s.ImageUpdater.Resource() {
			names = append(names, w.own(i, imageupdater.KeyTagMatch))
		}
		if !s.ImageUpdater.AtLeast(0, 13) {
			names = append(names, imageupdater.KeyGitRepository)
		}
		value := "linux/arm64"
		name := Pick(s, names...)
		if name == w.own(i, imageupdater.KeyTagMatch) {
			value = "any"
		}
		return AtKey(w.Doc, w.write(name, value)...)
	},
	"image-alias-unknown": func(s *Set) Planted {
		w := s.watch()
		setting := Pick(s, [2]string{imageupdater.KeyForceUpdate, "true"}, [2]string{imageupdater.KeyAllowTags, "regexp:^v[0-9.]+$"}, [2]string{imageupdater.KeyPlatforms, "linux/arm64"},
			[2]string{imageupdater.KeyUpdateStrategy, s.newest()}, [2]string{imageupdater.KeyPullSecret, "env:GHCR"}, [2]string{imageupdater.KeyIgnoreTags, "pr-*"})
		alias := Pick(s, "other", "plantedx", "x.y", "a_b")
		if near := mistyped(s, Pick(s, aliases(w)...)); near != "" && len(near) < 40 && !slices.Contains(aliases(w), near) {
			alias = near
		}
		return AtKey(w.Doc, w.write(alias+"."+setting[0], setting[1])...)
	},
	"image-updater-prefix-misspelt": func(s *Set) Planted {
		d := s.delivery(func(d delivery) bool { return !excepted(d.Doc) })
		prefix := Pick(s, "argocd-image-updater.argoproj.com/", "argocd-image-updater.argopoj.io/", "argocd-image-updater.argoproj.io.", "argo-image-updater.example.org/", mistyped(s, "argocd-image-updater.argoproj.io")+"/")
		setting := Pick(s, [2]string{imageupdater.KeyImageList, "planted=ghcr.io/planted/planted"}, [2]string{"planted.force-update", "true"}, [2]string{imageupdater.KeyWriteBackMethod, "argocd"})
		path := d.metadata("annotations", prefix+setting[0])
		d.Set(setting[1], path...)
		return AtKey(d.Doc, path...)
	},
	"image-updater-annotation-misplaced": func(s *Set) Planted {
		var docs []*Doc
		for _, d := range s.docs {
			if misplaced(d) != nil && !excepted(d) {
				docs = append(docs, d)
			}
		}
		if len(docs) == 0 {
			docs = []*Doc{s.AppProject()}
		}
		d := Pick(s, docs...)
		path := append(misplaced(d), imageupdater.Prefix+"/"+Pick(s, imageupdater.KeyWriteBackMethod, "planted.update-strategy"))
		d.Set("argocd", path...)
		return AtKey(d, path...)
	},
	"empty-setting-masks": func(s *Set) Planted {
		names := map[string]string{imageupdater.KeyForceUpdate: "true", imageupdater.KeyPullSecret: "env:GHCR", imageupdater.KeyIgnoreTags: "pr-*"}
		name := Pick(s, imageupdater.KeyForceUpdate, imageupdater.KeyPullSecret, imageupdater.KeyIgnoreTags)
		w, i := s.image(func(w watched, i int) bool {
			tags := w.setting(i, imageupdater.KeyAllowTags)
			return aliased()(w, i) && (name != imageupdater.KeyIgnoreTags || tags != "" && !strings.Contains(tags, "*"))
		}, func(w watched) bool {
			for i := range w.images {
				if value, there := w.value(w.own(i, name)); w.images[i].Alias != "" && there && value == "" {
					return false
				}
			}
			return true
		})
		if value, _ := w.value(name); value == "" {
			w.write(name, names[name])
		}
		return At(w.Doc, w.write(w.own(i, name), "")...)
	},
	"helm-and-kustomize-names": func(s *Set) Planted {
		w, i := s.image(aliased())
		kustomize := w.own(i, imageupdater.KeyKustomizeName)
		w.write(kustomize, "planted")
		w.write(w.own(i, Pick(s, imageupdater.KeyHelmImageName, imageupdater.KeyHelmImageTag, imageupdater.KeyHelmImageSpec)), "image.planted")
		return AtKey(w.Doc, w.path(kustomize)...)
	},
}

// imageSetting gives one image a setting that holds one of several words.
func imageSetting(name string, words ...string) Fault {
	return func(s *Set) Planted {
		w, i := s.image(aliased())
		return At(w.Doc, w.write(w.own(i, name), Pick(s, words...))...)
	}
}

// mangled gives one image a setting that is wrong, made of the one before.
func (s *Set) mangled(name string, make func(before string) []string) Planted {
	w, i := s.image(aliased())
	return At(w.Doc, w.write(w.own(i, name), Pick(s, make(w.setting(i, name))...))...)
}

// mistyped returns a word with one letter that is missing, doubled, another one or at another place; "" for "".
func mistyped(s *Set, word string) string {
	if word == "" {
		return ""
	}
	for range 100 {
		i := s.Intn(len(word))
		if c := word[i]; c < 'a' || c > 'z' {
			continue
		}
		wrong := word[:i] + string(rune('a'+s.Intn(26))) + word[i+1:]
		switch s.Intn(4) {
		case 0:
			wrong = word[:i] + word[i:i+1] + word[i:]
		case 1:
			if len(word) > 3 && i > 0 && i+1 < len(word) && word[i-1] >= 'a' && word[i+1] >= 'a' {
				wrong = word[:i] + word[i+1:]
			}
		case 2:
			if i > 0 && word[i-1] >= 'a' {
				wrong = word[:i-1] + word[i:i+1] + word[i-1:i] + word[i+1:]
			}
		}
		if wrong != word {
			return wrong
		}
	}
	return word + "x"
}

// mayReadElsewhere: something may allow the updater to read Secrets outside its namespace.
func (s *Set) mayReadElsewhere() bool {
	const group = "rbac.authorization.k8s.io"
	return len(s.All(rule.Kind{Group: group, Name: "RoleBinding"}))+len(s.All(rule.Kind{Group: group, Name: "ClusterRoleBinding"})) > 0
}

// misplaced returns a mapping of a document from which the updater reads no annotations, though people write them there; nil
// where there is none.
func misplaced(d *Doc) []any {
	switch it := d.Item(); it.Kind {
	case argocd.KindApplication:
		return []any{"metadata", "labels"}
	case argocd.KindApplicationSet, argocd.KindAppProject, "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Namespace", "Pod", imageupdater.Kind:
		return []any{"metadata", "annotations"}
	case "Service":
		if it.Group() == "" {
			return []any{"metadata", "annotations"}
		}
	}
	return nil
}

// platform adds a Platform that says what the nodes run, where there is none.
func (s *Set) platform() {
	const base = "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: planted}\nspec:\n  cluster: {platforms: [linux/arm64, linux/amd64]}\n"
	s.One(rule.Kind{Group: "fairlead.dev", Name: "Platform"}, []string{base}, func(d *Doc) bool { return d.Len("spec", "cluster", "platforms") > 0 })
}
