// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"path"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
)

// applicationSpecs are faults in the source, the destination and the sync policy of one Application.
var applicationSpecs = map[string]Fault{
	"sync-option-unknown": func(s *Set) Planted {
		path := []any{"spec", "syncPolicy", "syncOptions"}
		if found := s.All(view.Application, func(d *Doc) bool { return d.Len(path...) > 0 }); len(found) > 0 && s.Intn(2) == 0 {
			d := Pick(s, found...)
			path = append(path, s.Intn(d.Len(path...)))
			option := d.Get(path...)
			d.Set(Pick(s, option[:3]+option[4:], strings.Replace(option, "=true", "=True", 1)+" ", strings.ToLower(option)), path...)
			return At(d, path...)
		}
		d := s.delivery()
		path = d.at("syncPolicy", "syncOptions")
		i := d.Append(Pick(s, "CreateNamespaces=true", "PruneLast=True", "serverSideApply=true", "Validate=false,PruneLast=true", "ApplyOutOfSync=true"), path...)
		return At(d.Doc, append(path, i)...)
	},
	"replace-beats-server-side-apply": func(s *Set) Planted {
		d := s.delivery(keepsNothing, s.childless)
		options := Pick(s, [2]string{"Replace=true", "ServerSideApply=true"}, [2]string{"ServerSideApply=true", "Replace=true"})
		for _, option := range options {
			d.option(option)
		}
		return At(d.Doc, d.option("ServerSideApply=true")...)
	},
	"source-and-sources": func(s *Set) Planted {
		d := s.delivery(single, unfollowed)
		d.Set([]map[string]string{{
			"repoURL": d.get("source", "repoURL"), "path": Pick(s, d.get("source", "path"), "other"), "targetRevision": "main",
		}}, d.at("sources")...)
		return At(d.Doc, d.at("source")...)
	},
	"source-incomplete": func(s *Set) Planted {
		d := s.delivery(plain, whole)
		if s.Intn(2) == 0 {
			d.Remove(d.at("source", "path")...)
		} else {
			d.Set("", d.at("source", Pick(s, "repoURL", "path"))...)
		}
		return At(d.Doc, d.at("source")...)
	},
	"oci-source-too-new": func(s *Set) Planted {
		d := s.delivery(plain, whole, unfollowed, s.projectElsewhere)
		d.Set("oci://registry.example.org/"+Pick(s, "planted", "charts/planted"), d.at("source", "repoURL")...)
		return At(d.Doc, d.at("source", "repoURL")...)
	},
	"oci-source-with-chart": func(s *Set) Planted {
		d := s.delivery(plain, whole, unfollowed, s.projectElsewhere)
		d.Set("oci://registry.example.org/"+Pick(s, "charts", "charts/planted", "charts/"), d.at("source", "repoURL")...)
		d.Set("1.2.3", d.at("source", "targetRevision")...)
		if s.Intn(2) == 0 {
			d.Remove(d.at("source", "path")...)
		}
		d.Set("planted", d.at("source", "chart")...)
		return At(d.Doc, d.at("source", "chart")...)
	},
	"application-source-duplicate": func(s *Set) Planted {
		d := s.delivery(single, whole, unfollowed, func(d delivery) bool {
			return len(d.spec) == 1 && d.has("destination") && !d.has("source", "helm") && !d.has("source", "plugin") && !view.Templated(string(d.doc.Text))
		})
		copied := s.AddFile(path.Join(path.Dir(d.Path()), "planted.yaml"), string(d.doc.Text))
		copied.Set("planted-copy", "metadata", "name")
		if s.Intn(2) == 0 { // what is not compared
			copied.Set("planted", "metadata", "labels", "app.kubernetes.io/part-of")
		}
		return At(copied, "spec", "source")
	},
	"chart-without-version": func(s *Set) Planted {
		d := s.delivery(plain, whole, unfollowed)
		d.Remove(d.at("source", "path")...)
		if d.has("source", "targetRevision") {
			d.Remove(d.at("source", "targetRevision")...)
		}
		d.Set("planted", d.at("source", "chart")...)
		return At(d.Doc, d.at("source", "chart")...)
	},
	"source-types-mixed": func(s *Set) Planted {
		d := s.delivery(plain, unfollowed)
		d.Set(map[string]any{"recurse": true}, d.at("source", "directory")...)
		last, settings := "directory", YAML("{namePrefix: planted-}")
		tool := Pick(s, "kustomize", "helm", "plugin")
		switch tool {
		case "helm":
			settings = "releaseName: planted"
		case "plugin":
			last, settings = tool, "name: planted"
		}
		d.Set(settings, d.at("source", tool)...)
		return At(d.Doc, d.at("source", last)...)
	},
	"source-path-outside": func(s *Set) Planted {
		d := s.delivery(single)
		d.Set(Pick(s, "/", "../", "./../")+d.get("source", "path"), d.at("source", "path")...)
		if path := d.get("source", "path"); strings.HasPrefix(path, "/") {
			d.Set("/deploy", d.at("source", "path")...)
		}
		return At(d.Doc, d.at("source", "path")...)
	},
	"values-reference-unknown": func(s *Set) Planted {
		d := s.delivery(plain, whole, unfollowed)
		repository := d.get("source", "repoURL")
		d.Remove(d.at("source")...)
		d.Set([]any{
			map[string]any{"repoURL": repository, "path": "chart", "targetRevision": "main", "helm": map[string]any{"valueFiles": []string{"values.yaml", "$value/planted.yaml"}}},
			map[string]any{"repoURL": repository, "targetRevision": "main", "ref": Pick(s, "values", "settings")},
		}, d.at("sources")...)
		return At(d.Doc, d.at("sources", 0, "helm", "valueFiles", 1)...)
	},
	"destination-ambiguous": func(s *Set) Planted {
		d := s.delivery(func(d delivery) bool { return d.get("destination", "server") != "" })
		d.Set("in-cluster", d.at("destination", "name")...)
		return At(d.Doc, d.at("destination", "name")...)
	},
	"destination-missing": func(s *Set) Planted {
		d := s.delivery(whole)
		for _, field := range []string{"server", "name"} {
			if d.has("destination", field) {
				d.Remove(d.at("destination", field)...)
			}
		}
		return At(d.Doc, d.at("destination")...)
	},
	"destination-server-not-url": func(s *Set) Planted {
		d := s.delivery(whole, s.projectElsewhere, s.clusterless)
		if d.has("destination", "name") {
			d.Remove(d.at("destination", "name")...)
		}
		d.Set(Pick(s, "kubernetes.default.svc", "kubernetes.default.svc:443", "in-cluster", "planted.example.org:6443"), d.at("destination", "server")...)
		return At(d.Doc, d.at("destination", "server")...)
	},
	"destination-namespace-not-valid": func(s *Set) Planted {
		d := s.delivery(whole, s.projectElsewhere, keepsNothing, s.childless)
		d.Set(Pick(s, "Planted", "planted_app", "planted.app", "-planted", strings.Repeat("planted-", 8)+"app"), d.at("destination", "namespace")...)
		return At(d.Doc, d.at("destination", "namespace")...)
	},
	"helm-values-masked": func(s *Set) Planted {
		d := s.delivery(plain, whole, unfollowed)
		d.Set(map[string]any{"planted": Pick(s, "yes", "no")}, d.at("source", "helm", "valuesObject")...)
		d.Set(Pick(s, "planted: maybe\n", "a: 1\nb: 2\n"), d.at("source", "helm", "values")...)
		return At(d.Doc, d.at("source", "helm", "values")...)
	},
	"create-namespace-without-namespace": func(s *Set) Planted {
		d := s.delivery(whole, s.projectElsewhere)
		if d.has("destination", "namespace") {
			d.Remove(d.at("destination", "namespace")...)
		}
		return At(d.Doc, d.option("CreateNamespace=true")...)
	},
	"namespace-metadata-unused": func(s *Set) Planted {
		d := s.delivery(whole, unfollowed)
		d.dropOption("CreateNamespace=true")
		d.Set(map[string]any{"labels": map[string]string{"pod-security.kubernetes.io/enforce": "restricted"}}, d.at("syncPolicy", "managedNamespaceMetadata")...)
		return At(d.Doc, d.at("syncPolicy", "managedNamespaceMetadata")...)
	},
	"automated-enabled-not-read": func(s *Set) Planted {
		d := s.delivery(unfollowed)
		d.Set(false, d.at("syncPolicy", "automated", "enabled")...)
		return At(d.Doc, d.at("syncPolicy", "automated", "enabled")...).And("field-unknown")
	},
	"allow-empty": func(s *Set) Planted {
		d := s.delivery(func(d delivery) bool { return d.get("syncPolicy", "automated", "enabled") != "false" })
		d.Set(true, d.at("syncPolicy", "automated", "prune")...)
		d.Set(true, d.at("syncPolicy", "automated", "allowEmpty")...)
		return At(d.Doc, d.at("syncPolicy", "automated", "allowEmpty")...)
	},
	"retry-duration-not-valid": func(s *Set) Planted {
		d := s.delivery()
		path := d.at("syncPolicy", "retry", "backoff", Pick(s, "duration", "maxDuration"))
		d.Set(Pick(s, "1d", "5 minutes", "ten", "5,5s"), path...)
		return At(d.Doc, path...)
	},
	"finalizer-unknown": func(s *Set) Planted {
		var docs []*Doc
		for _, kind := range []string{"Application", "ApplicationSet", "AppProject"} {
			for _, d := range s.docs {
				if d.Item().Is("argoproj.io", kind) {
					docs = append(docs, d)
				}
			}
		}
		if len(docs) == 0 {
			docs = []*Doc{s.AppProject()}
		}
		d := Pick(s, docs...)
		path := []any{"metadata", "finalizers"}
		if d.Item().Kind == "ApplicationSet" && s.Intn(2) == 0 {
			path = []any{"spec", "template", "metadata", "finalizers"}
		}
		i := d.Append(Pick(s, "argocd.argoproj.io/resources-finalizer", "resource-finalizer.argocd.argoproj.io", "resources-finalizer.argoproj.io/foreground"), path...)
		return At(d, append(path, i)...)
	},
	"application-name-not-valid": func(s *Set) Planted {
		name := Pick(s, "Planted", "planted_app", "planted.", "-planted", strings.Repeat("planted.", 32)+"app")
		kind := Pick(s, view.Application, view.ApplicationSet, view.AppProject)
		d := s.One(kind, []string{map[string]string{"Application": baseApplicationAlone, "ApplicationSet": baseSet, "AppProject": baseProject}[kind.Name]}, s.unnamed,
			func(d *Doc) bool { return !d.Has("spec", "roles") }) // whose policies hold the name
		if kind == view.Application && s.Intn(3) == 0 && !d.Has("spec", "source", "helm") && !d.Has("spec", "sources") {
			name = strings.Repeat("planted-", 7) // 53 characters are the most that Helm takes
			name = strings.TrimSuffix(name, "-")
			d.Set("planted", "spec", "source", "chart")
			d.Set("1.2.3", "spec", "source", "targetRevision")
			if d.Has("spec", "source", "path") {
				d.Remove("spec", "source", "path")
			}
		}
		d.Set(name, "metadata", "name")
		return At(d, "metadata", "name")
	},
	"kustomize-version-unregistered": func(s *Set) Planted {
		d := s.delivery(plain, unfollowed)
		if len(s.All(view.ConfigMap, named("argocd-cm"))) == 0 {
			s.Base(baseConfigMap)
		}
		d.Set("v5.0.0", d.at("source", "kustomize", "version")...)
		return At(d.Doc, d.at("source", "kustomize", "version")...)
	},
	"project-default": func(s *Set) Planted {
		d := s.delivery(s.unruled)
		d.Set("default", d.at("project")...)
		return At(d.Doc, d.at("project")...)
	},
}

// clusterless: no Secret of the set tells Argo CD of a cluster.
func (s *Set) clusterless(delivery) bool {
	return len(s.All(view.Secret, func(d *Doc) bool {
		return d.Get("metadata", "labels", argocd.LabelSecretType) == "cluster"
	})) == 0
}
