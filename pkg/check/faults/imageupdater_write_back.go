// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// imageUpdaterWriteBack are faults in how and whereto the updater writes, and in the sources and namespaces with which it
// does nothing.
var imageUpdaterWriteBack = map[string]Fault{
	"write-back-method-unknown": func(s *Set) Planted {
		w := s.watch()
		return At(w.Doc, w.write(imageupdater.KeyWriteBackMethod, Pick(s, "argo-cd", "Git", "watch", "git:planted", "git:secret:planted", "none", "ArgoCD", "git:secret:a/b/c"))...)
	},
	"write-back-target-unknown": func(s *Set) Planted {
		w := s.gitWriter()
		targets := []string{"kustomize", "values.yaml", "kustomisation:deploy", "Kustomization", "deploy/planted.yaml"}
		if !s.ImageUpdater.AtLeast(0, 13) {
			targets = append(targets, "helmvalues", "helmvalues:planted.yaml")
		}
		return At(w.Doc, w.write(imageupdater.KeyWriteBackTarget, Pick(s, targets...))...)
	},
	"write-back-target-doubled": func(s *Set) Planted {
		w := s.gitWriter(func(w watched) bool {
			path := w.get("source", "path")
			return strings.Trim(path, "./") != "" && !view.Templated(path)
		})
		path := strings.Trim(strings.TrimPrefix(w.get("source", "path"), "./"), "/")
		targets := []string{"kustomization:" + path, "kustomization:" + path + "/overlays/planted", "kustomization:./" + path}
		if s.ImageUpdater.AtLeast(0, 13) {
			targets = append(targets, "helmvalues:"+path+"/values.yaml")
		}
		return At(w.Doc, w.write(imageupdater.KeyWriteBackTarget, Pick(s, targets...))...)
	},
	"write-back-target-not-written": func(s *Set) Planted {
		w := s.watch(liveMethod)
		return At(w.Doc, w.write(imageupdater.KeyWriteBackTarget, Pick(s, "kustomization", "kustomization:/deploy", "helmvalues:values.yaml", "planted.yaml"))...)
	},
	"helm-target-not-read": func(s *Set) Planted {
		w := s.gitWriter(func(w watched) bool { return w.Item().Kind == argocd.KindApplication })
		w.Set(map[string]any{"valueFiles": []string{"values-prod.yaml", "/env/prod.yaml"}[:1+s.Intn(2)]}, w.at("source", "helm")...)
		return At(w.Doc, w.write(imageupdater.KeyWriteBackTarget, Pick(s, "helmvalues:values-planted.yaml", "helmvalues:/env/planted.yaml", "helmvalues:../prod.yaml"))...)
	},
	"git-branch-malformed": func(s *Set) Planted {
		w := s.gitWriter()
		return At(w.Doc, w.write(imageupdater.KeyGitBranch, Pick(s, "main:image:updates", "main::updates", "main:updates-{{.SHA256}}:x"))...)
	},
	"write-back-secret-other-namespace": func(s *Set) Planted {
		w := s.gitWriter(func(w watched) bool { return w.Get("metadata", "namespace") != "" })
		return At(w.Doc, w.write(imageupdater.KeyWriteBackMethod, "git:secret:planted-elsewhere/git")...)
	},
	"git-write-back-to-fixed-revision": func(s *Set) Planted {
		w := s.gitWriter(without(imageupdater.KeyGitRepository))
		w.Set(Pick(s, "refs/tags/v1.2.3", "v1.2.3", "1.2.*", "0123456789abcdef0123456789abcdef01234567", "0123abc"), w.at("source", "targetRevision")...)
		return At(w.Doc, w.at("source", "targetRevision")...)
	},
	"image-not-running": func(s *Set) Planted {
		w, i := s.deliveredImage(without(imageupdater.KeyForceUpdate))
		w.erase(w.own(i, imageupdater.KeyForceUpdate))
		s.deliver(w, "kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- planted.yaml\n")
		template := "spec: {containers: [{name: planted, image: '" + w.images[i].Name + ":v1'}]}"
		s.deliver(w, "planted.yaml", Pick(s,
			"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: planted}\nspec:\n  replicas: 0\n  selector: {matchLabels: {app: planted}}\n  template: {metadata: {labels: {app: planted}}, "+template+"}\n",
			"apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: planted}\nspec: {schedule: '0 3 * * *', jobTemplate: {spec: {template: {"+template+"}}}}\n"))
		return w.atItem(i)
	},
	"kustomize-name-missing": func(s *Set) Planted {
		w, i := s.deliveredImage(without(imageupdater.KeyWriteBackTarget, imageupdater.KeyKustomizeName))
		w.erase(w.own(i, imageupdater.KeyKustomizeName))
		s.deliver(w, "kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- planted.yaml\nimages:\n"+
			"- {name: zz-planted, newName: '"+w.images[i].Name+"', newTag: v1}\n")
		return w.atItem(i)
	},
	"git-write-back-to-chart": func(s *Set) Planted {
		w := s.gitWriter(without(imageupdater.KeyGitRepository))
		w.Remove(w.at("source", "path")...)
		w.Set("planted", w.at("source", "chart")...)
		w.Set("1.2.3", w.at("source", "targetRevision")...)
		return At(w.Doc, w.path(imageupdater.KeyWriteBackMethod)...)
	},
	"multi-source-skipped": func(s *Set) Planted {
		w := s.watch(plainly)
		w.manySources("deploy")
		return AtKey(w.Doc, w.at("sources")...)
	},
	"multi-source-guessed": func(s *Set) Planted {
		w := s.watch(plainly, liveMethod)
		w.manySources(w.get("source", "path"), "planted")
		return AtKey(w.Doc, w.at("sources")...)
	},
	"image-update-not-synced": func(s *Set) Planted {
		w := s.watch(func(w watched) bool { return w.has("syncPolicy", "automated") })
		w.Remove(w.at("syncPolicy", "automated")...)
		return AtKey(w.Doc, w.at("syncPolicy")...)
	},
	"spec-field-dropped": func(s *Set) Planted {
		w := s.watch(plainly, liveMethod, func(w watched) bool {
			return w.Item().Kind == argocd.KindApplication && w.get("destination", "namespace") != ""
		})
		field := Pick(s, "namespace", "commonAnnotationsEnvsubst", "replicas")
		value := map[string]any{"namespace": w.get("destination", "namespace"), "commonAnnotationsEnvsubst": true, "replicas": YAML("[{name: planted, count: 2}]")}[field]
		w.Set(value, w.at("source", "kustomize", field)...)
		return AtKey(w.Doc, w.at("source", "kustomize", field)...)
	},
	"source-type-skipped": func(s *Set) Planted {
		w := s.watch(plainly, without(imageupdater.KeyWriteBackTarget))
		if !s.ImageUpdater.AtLeast(1, 3) && s.Intn(2) == 0 {
			w.Set(YAML("{name: planted}"), w.at("source", "plugin")...)
			return AtKey(w.Doc, w.at("source", "plugin")...)
		}
		w.Set(YAML("{recurse: true}"), w.at("source", "directory")...)
		return AtKey(w.Doc, w.at("source", "directory")...)
	},
	"application-not-watched": func(s *Set) Planted {
		for _, d := range s.docs {
			if name := d.Item().Name; name == "argocd-image-updater" || name == "argocd-image-updater-config" && d.Has("data", "argocd.namespace") {
				return Planted{}
			}
		}
		// Of each other one it must be known whether it is followed, and where.
		for _, d := range s.deliveries(func(d delivery) bool { return !unfollowed(d) }) {
			if _, ok := s.watchedIn(d.Doc); !ok {
				return Planted{}
			}
		}
		s.watch(func(w watched) bool { return w.Get("metadata", "namespace") != "" })
		s.Add(updaterDeployment)
		var p Planted
		for _, d := range s.docs {
			if w, ok := s.watchedIn(d); ok && d.Get("metadata", "namespace") != "" {
				p.At = append(p.At, At(w.Doc, "metadata", "namespace").At...)
			}
		}
		return p
	},
	"annotations-not-read": func(s *Set) Planted {
		entry := "  - {namePattern: planted, images: [{alias: planted, imageName: ghcr.io/planted/planted}]}\n"
		switch {
		case !s.ImageUpdater.Resource():
			w := s.watch(func(w watched) bool { return w.Item().Kind == argocd.KindApplication && !s.selects(w.Doc) })
			entry = strings.Replace(entry, "namePattern: planted", "namePattern: "+w.Item().Name, 1)
			s.Add(fmt.Sprintf(readerOfAnnotations, "planted-reads", w.Item().Namespace, entry))
			p := AtKey(w.Doc, w.path(imageupdater.KeyImageList)...)
			if s.ImageUpdater.AtLeast(0, 14) {
				p = p.And("updater-resource-not-read")
			}
			return p
		case len(s.All(updaterKind)) == 0 && len(s.deliveries(func(d delivery) bool { return !unfollowed(d) })) > 0:
			return Planted{} // nothing is known of those either
		}
		s.Base(baseProject)
		d := s.Add(s.baseWatched())
		if s.Intn(2) == 0 {
			s.Add(fmt.Sprintf(readerOfAnnotations, "planted-reads", "planted-argocd", entry))
		}
		w, _ := s.watchedIn(d)
		return AtKey(d, w.path(imageupdater.KeyImageList)...)
	},
}

const updaterDeployment = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: argocd-image-updater
  namespace: planted-updates
spec:
  selector:
    matchLabels: {app: updater}
  template:
    metadata:
      labels: {app: updater}
    spec:
      containers:
      - name: updater
        image: quay.io/argoprojlabs/argocd-image-updater:v0.12.2
`

// gitWriter picks an Application with one source of no special type, and lets the updater write to Git.
func (s *Set) gitWriter(conditions ...func(watched) bool) watched {
	w := s.watch(append(slices.Clone(conditions), plainly, without(imageupdater.KeyWriteBackTarget, imageupdater.KeyGitBranch))...)
	if liveMethod(w) {
		w.write(imageupdater.KeyWriteBackMethod, Pick(s, "git", "git:repocreds"))
	}
	return w
}

// manySources puts a list with these paths in the place of the one source.
func (w watched) manySources(paths ...string) {
	var sources []any
	for _, path := range paths {
		source := map[string]string{"repoURL": w.get("source", "repoURL"), "path": path}
		if revision := w.get("source", "targetRevision"); revision != "" {
			source["targetRevision"] = revision
		}
		sources = append(sources, source)
	}
	w.Remove(w.at("source")...)
	w.Set(sources, w.at("sources")...)
}

// selects: some ImageUpdater may select an Application.
func (s *Set) selects(d *Doc) bool {
	for _, updater := range s.All(updaterKind) {
		for i := range updater.Len("spec", "applicationRefs") {
			pattern := updater.Get("spec", "applicationRefs", i, "namePattern")
			if matched, err := path.Match(pattern, d.Item().Name); err != nil || matched || view.Templated(pattern) {
				return true
			}
		}
	}
	return false
}

// deliveredImage picks an image with the name of a registry, of an Application into whose path files can be put.
func (s *Set) deliveredImage(conditions ...func(watched) bool) (watched, int) {
	return s.image(aliased(func(w watched, i int) bool {
		host, _, ok := strings.Cut(w.images[i].Name, "/")
		return ok && strings.Contains(host, ".") && host != "index.docker.io"
	}), append(conditions, plainly, func(w watched) bool {
		dir := path.Clean(w.get("source", "path"))
		project := s.project(w.delivery)
		return w.Item().Kind == argocd.KindApplication && !strings.Contains(dir, "{{") && (project == nil || !project.Has("spec", "namespaceResourceWhitelist")) &&
			!slices.ContainsFunc(s.docs, func(d *Doc) bool { return path.Dir(d.Path()) == dir })
	})...)
}

// deliver puts a file into the path of an Application.
func (s *Set) deliver(w watched, file, text string) {
	s.AddFile(path.Join(w.get("source", "path"), file), text)
}
