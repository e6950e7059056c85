// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
)

// applicationSets are faults that only ApplicationSets have.
var applicationSets = map[string]Fault{
	"application-set-undoes-updates": func(s *Set) Planted {
		d := s.One(view.ApplicationSet, []string{baseSet}, func(d *Doc) bool {
			return !d.Has("spec", "syncPolicy", "applicationsSync") && !d.Has("spec", "template", "metadata", "annotations")
		})
		if d.Has("spec", "ignoreApplicationDifferences") {
			d.Remove("spec", "ignoreApplicationDifferences")
		}
		const prefix = "argocd-image-updater.argoproj.io/"
		d.Set(map[string]string{
			prefix + "image-list": "planted=ghcr.io/planted/planted", prefix + "planted.update-strategy": "semver",
			prefix + "write-back-method": "argocd",
		}, "spec", "template", "metadata", "annotations")
		if s.ImageUpdater.Resource() { // which reads annotations where it is told to only
			s.Add(`apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata: {name: planted, namespace: ` + d.Get("metadata", "namespace") + `}
spec:
  applicationRefs:
  - {namePattern: '*', useAnnotations: true}
`)
		}
		return At(d, "spec", "template", "metadata", "annotations", prefix+"write-back-method")
	},
	"template-placeholder-literal": func(s *Set) Planted {
		d := s.One(view.ApplicationSet, []string{baseSet}, func(d *Doc) bool { return !d.Has("spec", "goTemplate") })
		field := templateField(s, d)
		d.Set(Pick(s, "{{.name}}", "web-{{ .path.basename }}", "{{ normalize .name }}"), field...)
		return At(d, field...)
	},
	"template-placeholder-not-go": func(s *Set) Planted {
		d := s.One(view.ApplicationSet, []string{strings.Replace(strings.Replace(baseSet, "  generators:", "  goTemplate: true\n  generators:", 1), "{{app}}", "{{.app}}", 1)},
			func(d *Doc) bool { return d.Get("spec", "goTemplate") == "true" })
		field := templateField(s, d)
		d.Set(Pick(s, "{{name}}", "web-{{ path.basename }}", "{{path}}"), field...)
		return At(d, field...)
	},
}

// templateField returns a field of a template that may hold any text.
func templateField(s *Set, d *Doc) []any {
	return Pick(s, []any{"spec", "template", "metadata", "name"}, []any{"spec", "template", "metadata", "labels", "planted"}, []any{"spec", "template", "spec", "destination", "namespace"})
}
