// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// imageUpdaterLists are faults in an image-list, and in constraints and strategies that do not go with each other.
var imageUpdaterLists = map[string]Fault{
	"image-list-missing": func(s *Set) Planted {
		w := s.watch(func(w watched) bool { return firstSetting(w) != "" })
		w.erase(imageupdater.KeyImageList)
		return AtKey(w.Doc, w.path(firstSetting(w))...)
	},
	"image-list-empty-item": func(s *Set) Planted {
		w, i := s.watch().with("")
		return w.atItem(i)
	},
	"image-list-spaces": func(s *Set) Planted {
		w, i := s.image(aliased())
		alias, ref, _ := strings.Cut(w.items[i], "=")
		if !s.ImageUpdater.Resource() && s.Intn(2) == 0 {
			return w.change(i, alias+Pick(s, " = ", " =", "= ")+ref).atItem(i)
		}
		slash := strings.LastIndexByte(w.items[i], '/') + 1
		if slash == 0 {
			slash = len(alias) + 2
		}
		return w.change(i, w.items[i][:slash]+" "+w.items[i][slash:]).atItem(i)
	},
	"image-list-upper-case": func(s *Set) Planted {
		w, i := s.image(anyImage)
		start := strings.Index(w.items[i], w.images[i].Name)
		end := start + len(w.images[i].Name)
		start += strings.IndexByte(w.images[i].Name, '/') + 1
		part := w.items[i][start:end]
		written := Pick(s, strings.ToUpper(part), strings.ToUpper(part[:1])+part[1:])
		if written == part {
			written = part + "X"
		}
		return w.change(i, w.items[i][:start]+written+w.items[i][end:]).atItem(i)
	},
	"image-list-colon-alias": func(s *Set) Planted {
		w, i := s.image(func(w watched, i int) bool {
			return aliased()(w, i) && !strings.Contains(w.images[i].Alias, ".") && strings.Contains(w.images[i].Name, "/") && !strings.Contains(w.images[i].Constraint, "=")
		})
		return w.change(i, strings.Replace(w.items[i], "=", ":", 1)).atItem(i)
	},
	"image-list-image-invalid": func(s *Set) Planted {
		w, i := s.image(anyImage)
		at := strings.Index(w.items[i], w.images[i].Name)
		end := at + len(w.images[i].Name)
		if s.Intn(2) == 0 {
			return w.change(i, w.items[i][:at]+Pick(s, "https://", "http://", "docker://")+w.items[i][at:]).atItem(i)
		}
		return w.change(i, w.items[i][:end]+Pick(s, "-", "_", ".", "..x", "/", "//x", "---/x")+w.items[i][end:]).atItem(i)
	},
	"image-list-digest": func(s *Set) Planted {
		w, i := s.image(anyImage)
		return w.change(i, w.items[i]+"@sha256:"+strings.Repeat(Pick(s, "0a", "9f", "4e"), 32)).atItem(i)
	},
	"image-list-port-constraint": func(s *Set) Planted {
		w, i := s.watch().follow("", imageupdater.SemVer, "any")
		alias, _, _ := strings.Cut(w.items[i], "=")
		return w.change(i, alias+"="+Pick(s, "localhost:5000/planted/more:^1.0", "registry:5000/more:~2", "planted:443/a/b/c:>1")).atItem(i)
	},
	"image-alias-invalid": func(s *Set) Planted {
		w := s.watch(followsMore)
		alias := Pick(s, "+planted", "-planted", "planted@more", "pl%nted", "_planted")
		if s.ImageUpdater.Resource() && s.Intn(2) == 0 {
			alias = "planted/more"
		}
		w, i := w.with(alias + "=ghcr.io/planted/more")
		return w.atItem(i)
	},
	"image-alias-duplicate": func(s *Set) Planted {
		w, i := s.image(aliased())
		alias, constraint := w.images[i].Alias, w.images[i].Constraint
		item := imageupdater.FormatImageList([]imageupdater.Image{{Alias: alias, Name: "ghcr.io/planted/more", Constraint: constraint}})
		w, at := w.with(item)
		if at <= i {
			at = i + 1 // the second of the two is the one too many
		}
		return w.atItem(at)
	},
	"constraint-not-read": func(s *Set) Planted {
		filtered := func(w watched, i int) bool {
			tags := w.setting(i, imageupdater.KeyAllowTags)
			return unconstrained(w, i) && (dated(w, i) || w.strategy(i) == imageupdater.Alphabetical) && tags != "" && !strings.Contains(tags, "*")
		}
		w, i := s.image(filtered)
		return w.change(i, w.items[i]+":"+Pick(s, "main", "latest", "1.2", "v1.2.3")).atItem(i)
	},
	"constraint-not-semver": func(s *Set) Planted {
		constraint := Pick(s, "main", "latest", "sha-0123abc", "v1.2.3.4", "^main")
		if s.Intn(2) == 0 {
			w, i := s.image(versioned)
			return w.change(i, w.items[i]+":"+constraint).atItem(i)
		}
		w, i := s.watch().follow(constraint, imageupdater.SemVer, "any")
		return w.atItem(i)
	},
	"constraint-exact": func(s *Set) Planted {
		constraint := Pick(s, "1.2.3", "v2.20.14", "=1.0.0", "0.1.0-rc1")
		if s.Intn(2) == 0 {
			w, i := s.image(versioned)
			if w.images[i].Alias == "" {
				constraint = strings.TrimPrefix(constraint, "=")
			}
			return w.change(i, w.items[i]+":"+constraint).atItem(i)
		}
		w, i := s.watch().follow(constraint, imageupdater.SemVer, "any")
		return w.atItem(i)
	},
	"digest-without-tag": func(s *Set) Planted {
		if s.Intn(3) == 0 {
			w, i := s.watch().follow(Pick(s, "^1.2", "~main", "sha-*", ">1"), imageupdater.Digest, "")
			return w.atItem(i)
		}
		w, i := s.image(aliased(unconstrained))
		w.write(w.own(i, imageupdater.KeyUpdateStrategy), imageupdater.Digest)
		return w.atItem(i)
	},
	"allow-tags-excludes-versions": func(s *Set) Planted {
		if s.Intn(3) == 0 {
			// Pre-releases only, of which a range without one takes none.
			w, _ := s.watch().follow("^1.2", imageupdater.SemVer, "regexp:^v?[0-9.]+-rc[0-9]+$")
			return At(w.Doc, w.path(w.moreAlias()+"."+imageupdater.KeyAllowTags)...)
		}
		w, i := s.image(aliased(unconstrained))
		w.write(w.own(i, imageupdater.KeyUpdateStrategy), imageupdater.SemVer)
		path := w.write(w.own(i, imageupdater.KeyAllowTags), Pick(s, "regexp:^sha-[0-9a-f]{7}$", "regexp:^main-[0-9]+$", "regexp:^(main|latest)$"))
		return At(w.Doc, path...)
	},
	"image-name-prefix": func(s *Set) Planted {
		w := s.watch(plainly, without(imageupdater.KeyWriteBackTarget), func(w watched) bool {
			for _, key := range w.Keys(w.metadata("annotations")...) {
				if strings.Contains(key, "helm.image-") || strings.Contains(key, imageupdater.KeyKustomizeName) {
					return false
				}
			}
			return followsMore(w) && !strings.Contains(strings.Join(w.items, ","), ":5000")
		})
		w, i := w.with("planted-more=" + Pick(s, w.images...).Name + "-planted")
		return w.atItem(i)
	},
}

// firstSetting is the first annotation beside the image-list that the updater reads.
func firstSetting(w watched) string {
	for _, key := range w.Keys(w.metadata("annotations")...) {
		name, ours := strings.CutPrefix(key, imageupdater.Prefix+"/")
		if ours && name != imageupdater.KeyImageList && w.set.ImageUpdater.KeyUse(key, aliases(w)).State == imageupdater.Read {
			return name
		}
	}
	return ""
}

func aliases(w watched) []string {
	var all []string
	for _, image := range w.images {
		all = append(all, image.Alias)
	}
	return all
}

func (w watched) moreAlias() string {
	for _, item := range w.items {
		if alias, _, _ := strings.Cut(item, "="); strings.HasPrefix(alias, "planted") && strings.HasSuffix(alias, "more") {
			return alias
		}
	}
	return ""
}

func anyImage(watched, int) bool { return true }

// versioned: the image follows versions without a range, and no filter leaves any of them out.
func versioned(w watched, i int) bool {
	tags := w.setting(i, imageupdater.KeyAllowTags)
	return unconstrained(w, i) && w.strategy(i) == imageupdater.SemVer && (tags == "" || tags == "any")
}

// followsMore: one image more, without a setting of its own, is right.
func followsMore(w watched) bool {
	strategy, _ := w.value(imageupdater.KeyUpdateStrategy)
	tags, _ := w.value(imageupdater.KeyAllowTags)
	canonical, _ := imageupdater.CanonicalStrategy(strategy)
	switch canonical {
	case "", imageupdater.SemVer:
		return strategy == "" && tags == "" || canonical == imageupdater.SemVer && tags == ""
	case imageupdater.Digest:
		return false
	}
	return tags != ""
}

// plainly: no tool is named that renders the one source.
func plainly(w watched) bool { return plain(w.delivery) }
