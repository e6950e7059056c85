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
	"template-placeholder-unknown": func(s *Set) Planted {
		text, field, value := baseSet, templateField(s), Pick(s, "{{planted}}", "web-{{ planted.basename }}", "{{appp}}")
		if goes := s.Intn(2) == 0; goes {
			text, value = baseGoSet, Pick(s, "{{.planted}}", "web-{{ .planted | lower }}", "{{ .path.basename }}")
		} else if field[len(field)-1] == "planted" {
			field = []any{"spec", "template", "spec", "source", "path"} // a label is not read by Argo CD
		}
		d := s.One(view.ApplicationSet, []string{text}, listed, func(d *Doc) bool { return d.Has("spec", "goTemplate") == (text == baseGoSet) })
		d.Set(value, field...)
		return At(d, field...)
	},
	"list-element-not-text": func(s *Set) Planted {
		d := s.One(view.ApplicationSet, []string{baseSet}, listed, func(d *Doc) bool { return !d.Has("spec", "goTemplate") })
		elements := []any{"spec", "generators", 0, "list", "elements"}
		at := append(elements, s.Intn(d.Len(elements...)), "planted")
		if s.Intn(3) == 0 {
			at = append(at[:len(at)-1:len(at)-1], "values", "planted")
		}
		d.Set(Pick[any](s, 8080, true, 1.5, []string{"planted"}, map[string]string{"planted": "yes"}, nil), at...)
		return At(d, at...)
	},
	"template-placeholder-literal": func(s *Set) Planted {
		d := s.One(view.ApplicationSet, []string{baseSet}, func(d *Doc) bool { return !d.Has("spec", "goTemplate") })
		field := templateField(s)
		d.Set(Pick(s, "{{.name}}", "web-{{ .path.basename }}", "{{ normalize .name }}"), field...)
		return At(d, field...)
	},
	"go-template-not-valid": func(s *Set) Planted {
		d := s.One(view.ApplicationSet, []string{baseGoSet}, func(d *Doc) bool { return d.Get("spec", "goTemplate") == "true" })
		if s.Intn(3) == 0 && !d.Has("spec", "templatePatch") {
			d.Set("spec:\n  project: '{{ .planted }}'\n  revisionHistoryLimit: {{ if .planted }\n", "spec", "templatePatch")
			return d.atLine(2, "spec", "templatePatch")
		}
		field := templateField(s)
		d.Set(Pick(s, "{{.app}", "web-{{ if .app }}a", "{{ .app || lower }}", "{{ .app }}{{ end }}", "{{ (.app }}"), field...)
		return At(d, field...)
	},
	"template-placeholder-not-go": func(s *Set) Planted {
		d := s.One(view.ApplicationSet, []string{baseGoSet},
			func(d *Doc) bool { return d.Get("spec", "goTemplate") == "true" })
		field := templateField(s)
		d.Set(Pick(s, "{{name}}", "web-{{ path.basename }}", "{{path}}"), field...)
		return At(d, field...)
	},
}

// baseGoSet is the base ApplicationSet with templates of Go.
var baseGoSet = strings.Replace(strings.Replace(baseSet, "  generators:", "  goTemplate: true\n  generators:", 1), "{{app}}", "{{.app}}", 1)

// listed: a list is the only generator, nothing completes the template, and nothing in it is Helm's.
func listed(d *Doc) bool {
	return d.Len("spec", "generators") == 1 && d.Len("spec", "generators", 0, "list", "elements") > 0 && !d.Has("spec", "generators", 0, "list", "elementsYaml") &&
		!d.Has("spec", "templatePatch") && d.Has("spec", "template", "spec", "source", "path") && !strings.Contains(string(d.doc.Text), ".Values")
}

// templateField returns a field of a template that may hold any text.
func templateField(s *Set) []any {
	return Pick(s, []any{"spec", "template", "metadata", "name"}, []any{"spec", "template", "metadata", "labels", "planted"}, []any{"spec", "template", "spec", "destination", "namespace"})
}
