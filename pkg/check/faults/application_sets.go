// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
)

// applicationSets are faults that only ApplicationSets have.
var applicationSets = map[string]Fault{
	"application-set-undoes-updates": func(s *Set) Planted {
		base := []string{baseSetFollowed}
		if s.ImageUpdater.Resource() { // which reads annotations where it is told to only
			base = append(base, baseReader)
		}
		annotation := []any{"spec", "template", "metadata", "annotations", "argocd-image-updater.argoproj.io/write-back-method"}
		d := s.One(view.ApplicationSet, base, func(d *Doc) bool {
			return d.Get(annotation...) == "argocd" && d.Len("spec", "ignoreApplicationDifferences") == 1 && !d.Has("spec", "syncPolicy", "applicationsSync")
		})
		if s.Intn(2) == 0 {
			d.Remove("spec", "ignoreApplicationDifferences")
		} else {
			d.Set("/spec/destination", "spec", "ignoreApplicationDifferences", 0, "jsonPointers", 0)
		}
		return At(d, annotation...)
	},
	"template-placeholder-literal": func(s *Set) Planted {
		d := s.One(view.ApplicationSet, []string{baseSet}, func(d *Doc) bool { return !d.Has("spec", "goTemplate") })
		field := templateField(s)
		d.Set(Pick(s, "{{.name}}", "web-{{ .path.basename }}", "{{ normalize .name }}"), field...)
		return At(d, field...)
	},
	"template-placeholder-not-go": func(s *Set) Planted {
		d := s.One(view.ApplicationSet, []string{strings.Replace(strings.Replace(baseSet, "  generators:", "  goTemplate: true\n  generators:", 1), "{{app}}", "{{.app}}", 1)},
			func(d *Doc) bool { return d.Get("spec", "goTemplate") == "true" })
		field := templateField(s)
		d.Set(Pick(s, "{{name}}", "web-{{ path.basename }}", "{{path}}"), field...)
		return At(d, field...)
	},
}

// templateField returns a field of a template that may hold any text.
func templateField(s *Set) []any {
	return Pick(s, []any{"spec", "template", "metadata", "name"}, []any{"spec", "template", "metadata", "labels", "planted"}, []any{"spec", "template", "spec", "destination", "namespace"})
}
