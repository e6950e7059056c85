// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// updaterEntries are faults in what an ImageUpdater selects, and in how it is written back.
var updaterEntries = map[string]Fault{
	"updater-resource-not-read": func(s *Set) Planted {
		d := s.Add(s.randomUpdater())
		return At(d, "kind")
	},
	"updater-namespace-removed": func(s *Set) Planted {
		u := s.updater(func(u updater) bool { return u.Get("metadata", "namespace") != "" })
		namespace := Pick(s, "planted-elsewhere", u.Get("metadata", "namespace"))
		if s.ImageUpdater.Resource() && !s.ImageUpdater.AtLeast(1, 2) {
			namespace = "planted-elsewhere"
		}
		u.Set(namespace, "spec", "namespace")
		return u.foundKey("spec", "namespace")
	},
	"updater-reference-empty": func(s *Set) Planted {
		u := s.updater()
		switch {
		case u.Len("spec", "applicationRefs") == 1 && s.Intn(2) == 0:
			u.Set(YAML("[]"), "spec", "applicationRefs")
			return u.found("spec", "applicationRefs")
		case s.Intn(2) == 0:
			u.Set(YAML("[]"), u.entry("images")...)
		default:
			u.Remove(u.entry("images")...)
		}
		if s.Intn(2) == 0 {
			u.Set(false, u.entry("useAnnotations")...)
		}
		return u.found(u.entry()...)
	},
	"updater-reference-overlap": func(s *Set) Planted {
		u := s.updater(func(u updater) bool {
			return u.Get("metadata", "namespace") != "" && u.Get(u.entry("namePattern")...) != "" && !u.Has(u.entry("labelSelectors")...) && s.sole(u.Doc)
		})
		second := s.second(u.Get("metadata", "namespace"), u.Get(u.entry("namePattern")...))
		return second.found(second.entry("namePattern")...)
	},
	"updater-git-branch-missing": func(s *Set) Planted {
		const namespace = "planted-fixed"
		s.Base(strings.NewReplacer("planted-alone", namespace, "targetRevision: main", "targetRevision: "+Pick(s, "refs/tags/v1.2.3", "v1.2.3", "0123456789abcdef0123456789abcdef01234567")).Replace(baseApplicationAlone))
		s.addReaders()
		u := s.second(namespace, Pick(s, namespace, "planted-*"))
		at := []any{"spec", "writeBackConfig"}
		if s.Intn(2) == 0 {
			at = u.entry("writeBackConfig")
		}
		u.Set(Pick[any](s, map[string]any{"method": "git"}, map[string]any{"method": "git:repocreds"}, map[string]any{"method": "git", "gitConfig": map[string]string{"branch": ""}}), at...)
		return u.found(u.entry("namePattern")...)
	},
	"updater-reference-duplicate": func(s *Set) Planted {
		u := s.updater(func(u updater) bool { return u.Get(u.of("alias")...) != "" })
		const image = "{alias: %, imageName: ghcr.io/planted/more, commonUpdateSettings: {updateStrategy: newest-build, allowTags: any}}"
		if s.Intn(2) == 0 {
			i := u.Append(YAML(strings.Replace(image, "%", u.Get(u.of("alias")...), 1)), u.entry("images")...)
			return u.found(u.entry("images", i, "alias")...)
		}
		pattern := u.Get(u.entry("namePattern")...)
		i := u.Append(YAML("{namePattern: '"+pattern+"', images: ["+strings.Replace(image, "%", "more", 1)+"]}"), "spec", "applicationRefs")
		return u.found("spec", "applicationRefs", i, "namePattern")
	},
	"updater-reference-matches-nothing": func(s *Set) Planted {
		if s.mayHaveMore() {
			return Planted{}
		}
		u := s.updater(func(u updater) bool {
			namespace := u.Get("metadata", "namespace")
			return namespace == "planted-argocd" || namespace != "" && len(s.All(view.Application, func(d *Doc) bool { return d.Item().Namespace == namespace })) > 0
		})
		u.Set(Pick(s, "plantde", "nothing-*", "?", "planted-[0-9]"), u.entry("namePattern")...)
		return u.found(u.entry("namePattern")...)
	},
	"updater-name-pattern-not-valid": func(s *Set) Planted {
		u := s.updater()
		u.Set(Pick(s, "planted-[a-z", "[", `planted\`, "[]-planted"), u.entry("namePattern")...)
		return u.found(u.entry("namePattern")...)
	},
	"updater-annotations-only": func(s *Set) Planted {
		u := s.updater(func(u updater) bool {
			return u.Len("spec", "applicationRefs") == 1 || !u.Has("spec", "commonUpdateSettings") && !u.Has("spec", "writeBackConfig")
		})
		u.Set(true, u.entry("useAnnotations")...)
		return u.found(u.entry("useAnnotations")...)
	},
	"updater-method-not-valid": func(s *Set) Planted {
		u := s.updater(unwritten)
		block := Pick(s, []any{"spec"}, u.entry())
		path := slices.Concat(block, []any{"writeBackConfig", "method"})
		u.Set(Pick(s, "git:argocd/git", "Git", "argo-cd", "git:secret:a/b/c", "watch"), path...)
		return u.found(path...)
	},
	"updater-method-not-repeated": func(s *Set) Planted {
		if s.ImageUpdater.AtLeast(1, 3) {
			return Planted{} // the method is inherited
		}
		u := s.updater(unwritten)
		u.Set("git", "spec", "writeBackConfig", "method")
		u.Set(Pick(s, "main", "main:updates"), u.entry("writeBackConfig", "gitConfig", "branch")...)
		return u.foundKey(u.entry("writeBackConfig")...)
	},
	"updater-git-config-unused": func(s *Set) Planted {
		u := s.updater(unwritten)
		path := u.entry("writeBackConfig")
		if s.Intn(2) == 0 {
			u.Set("argocd", append(path, "method")...)
		}
		u.Set("main", append(path, "gitConfig", "branch")...)
		return u.foundKey(append(path, "gitConfig")...)
	},
	"updater-write-back-target-not-read": func(s *Set) Planted {
		u := s.updater(unwritten)
		block := Pick(s, []any{"spec", "writeBackConfig"}, u.entry("writeBackConfig"))
		u.Set("git", append(block, "method")...)
		path := append(block, "gitConfig", "writeBackTarget")
		u.Set(Pick(s, "deploy/values.yaml", "helmvalue:/deploy/values.yaml", "values.yaml", "kustomize:/deploy"), path...)
		return u.found(path...)
	},
	"updater-write-back-target-doubled": func(s *Set) Planted {
		// Which Applications there are beside the base one must not count, so the base ImageUpdater alone will do.
		s.addUpdater(s.randomUpdater())
		u := s.updater(unwritten, func(u updater) bool { return u.Get("metadata", "name") == "planted" })
		path := u.entry("writeBackConfig", "gitConfig", "writeBackTarget")
		u.Set("git", u.entry("writeBackConfig", "method")...)
		u.Set(Pick(s, "kustomization:deploy", "kustomization:deploy/overlays/planted", "helmvalues:deploy/values.yaml", "kustomization:./deploy"), path...)
		return u.found(path...)
	},
}

// mayHaveMore: there may be Applications whose names are not known.
func (s *Set) mayHaveMore() bool {
	return len(s.All(view.ApplicationSet)) > 0 || len(s.All(view.Application, func(d *Doc) bool {
		it := d.Item()
		return it.Kind == argocd.KindApplication && (it.Name == "" || it.Namespace == "" || view.Templated(it.Name+it.Namespace))
	})) > 0
}

// second adds an ImageUpdater of a namespace with one entry.
func (s *Set) second(namespace, pattern string) updater {
	d := s.Add("apiVersion: " + imageupdater.APIVersion + "\nkind: " + imageupdater.Kind + "\nmetadata:\n  name: planted-second\n  namespace: " + namespace + "\nspec:\n" +
		"  applicationRefs:\n  - namePattern: '" + pattern + "'\n    images:\n    - alias: second\n      imageName: ghcr.io/planted/second:^1.2\n")
	return updater{d, 0, 0, s.notRead()}
}
