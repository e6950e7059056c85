// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"path"
	"strings"
)

// applicationParents are faults between an Application that Image Updater follows and the one that applies it.
var applicationParents = map[string]Fault{
	"child-images-in-git": func(s *Set) Planted {
		d := s.followed()
		if s.Intn(2) == 0 {
			s.parentOf(d)
		}
		d.Set([]string{"ghcr.io/planted/planted:v1"}, d.at("source", "kustomize", "images")...)
		return At(d.Doc, d.at("source", "kustomize", "images")...)
	},
	"parent-replaces-children": func(s *Set) Planted {
		parent := s.parentOf(s.followed())
		return At(parent.Doc, parent.option("Replace=true")...)
	},
}

// followed returns an Application that Image Updater writes to, or the base one.
func (s *Set) followed() delivery {
	child := func(d delivery) bool {
		method := d.Get(d.metadata("annotations", "argocd-image-updater.argoproj.io/write-back-method")...)
		return len(d.spec) == 1 && plain(d) && d.Get("metadata", "namespace") != "" && !strings.HasPrefix(method, "git") &&
			d.Has(d.metadata("annotations", "argocd-image-updater.argoproj.io/image-list")...) &&
			len(s.deliveries(func(parent delivery) bool { return applies(parent, d.Doc) })) == 0
	}
	if found := s.deliveries(child); len(found) > 0 {
		return Pick(s, found...)
	}
	s.Base(baseProject, baseFollowed)
	if s.ImageUpdater.Resource() {
		s.Base(strings.Replace(baseReader, "planted-set", "planted-argocd", 1))
	}
	return s.deliveries(child)[0]
}

// parentOf adds an Application that applies another one and heals by itself.
func (s *Set) parentOf(child delivery) delivery {
	s.Base(strings.NewReplacer("DIRECTORY", path.Dir(child.Path()), "NAMESPACE", child.Get("metadata", "namespace")).Replace(baseParent))
	return s.deliveries(func(d delivery) bool { return d.Get("metadata", "name") == "planted-parent" })[0]
}

// childless: no Application of the set lies in the path of the delivery.
func (s *Set) childless(d delivery) bool {
	return len(s.deliveries(func(child delivery) bool { return applies(d, child.Doc) })) == 0
}

// applies reports whether a delivery may apply a file, which lies in its path or below.
func applies(parent delivery, child *Doc) bool {
	dir := path.Clean(parent.get("source", "path"))
	if parent.get("source", "directory", "recurse") == "true" {
		return dir == "." || strings.HasPrefix(child.Path(), dir+"/")
	}
	return dir == path.Dir(child.Path())
}
