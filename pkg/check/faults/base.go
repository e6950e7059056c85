// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"bytes"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
)

// Base documents stand in where a set holds nothing into which a fault could be planted. They have names and a
// namespace that no other file uses, and are right for every version.
const (
	baseProject = `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: planted
  namespace: planted-argocd
spec:
  description: What the base Application may do
  sourceRepos:
  - https://github.com/planted/*
  destinations:
  # the cluster of Argo CD itself
  - server: https://kubernetes.default.svc
    namespace: planted
`
	baseApplication = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: planted
  namespace: planted-argocd
spec:
  project: planted
  source:
    repoURL: https://github.com/planted/planted
    targetRevision: main # the branch
    path: deploy
  destination:
    server: https://kubernetes.default.svc
    namespace: planted
  syncPolicy:
    automated:
      prune: true
`
	// baseApplicationAlone has its AppProject elsewhere.
	baseApplicationAlone = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: planted-alone
  namespace: planted-alone
spec:
  project: elsewhere
  source:
    repoURL: https://github.com/planted/alone
    targetRevision: main
    path: deploy
  destination:
    name: in-cluster
    namespace: planted
`
	baseFollowed = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: planted
  namespace: planted-argocd
  annotations:
    argocd-image-updater.argoproj.io/image-list: planted=ghcr.io/planted/planted
    argocd-image-updater.argoproj.io/planted.update-strategy: semver
    argocd-image-updater.argoproj.io/write-back-method: argocd
spec:
  project: planted
  source:
    repoURL: https://github.com/planted/planted
    targetRevision: main
    path: deploy
  destination:
    server: https://kubernetes.default.svc
    namespace: planted
  syncPolicy:
    automated:
      prune: true
`
	// baseParent applies what lies in DIRECTORY into NAMESPACE.
	baseParent = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: planted-parent
  namespace: planted-parent
spec:
  project: elsewhere
  source:
    repoURL: https://github.com/planted/parent
    targetRevision: main
    path: DIRECTORY
  destination:
    name: in-cluster
    namespace: NAMESPACE
  syncPolicy:
    automated:
      selfHeal: true
`
	baseSet = `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: planted-set
  namespace: planted-set
spec:
  generators:
  - list:
      elements:
      - app: one
      - app: two
  template:
    metadata:
      name: '{{app}}'
    spec:
      project: elsewhere
      source:
        repoURL: https://github.com/planted/set
        targetRevision: main
        path: deploy
      destination:
        name: in-cluster
        namespace: planted
`
	baseSetFollowed = `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: planted-followed
  namespace: planted-set
spec:
  generators:
  - list:
      elements:
      - app: one
  ignoreApplicationDifferences:
  - jsonPointers:
    - /spec/source/kustomize/images
  template:
    metadata:
      name: '{{app}}'
      annotations:
        argocd-image-updater.argoproj.io/image-list: planted=ghcr.io/planted/planted
        argocd-image-updater.argoproj.io/planted.update-strategy: semver
        argocd-image-updater.argoproj.io/write-back-method: argocd
    spec:
      project: elsewhere
      source:
        repoURL: https://github.com/planted/set
        targetRevision: main
        path: deploy
      destination:
        name: in-cluster
        namespace: planted
      syncPolicy:
        automated: {}
`
	// baseReader makes Image Updater read annotations, from v1.1 on.
	baseReader = `
apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata:
  name: planted
  namespace: planted-set
spec:
  applicationRefs:
  - namePattern: '*'
    useAnnotations: true
`
	baseConfigMap = `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: planted-argocd
  labels:
    app.kubernetes.io/part-of: argocd
data:
  # where people find it
  url: https://argocd.example.org
  accounts.planted: apiKey
`
)

// Application returns an Application of the set for which all conditions hold, or the base Application.
func (s *Set) Application(conditions ...func(*Doc) bool) *Doc {
	return s.One(view.Application, []string{baseProject, baseApplication}, conditions...)
}

// AppProject returns an AppProject of the set for which all conditions hold, or the base AppProject.
func (s *Set) AppProject(conditions ...func(*Doc) bool) *Doc {
	return s.One(view.AppProject, []string{baseProject}, conditions...)
}

// unnamed: no other document of the set holds the name of this one.
func (s *Set) unnamed(d *Doc) bool {
	name := d.Get("metadata", "name")
	for _, other := range s.docs {
		if other != d && bytes.Contains(other.doc.Text, []byte(name)) {
			return false
		}
	}
	return name != ""
}
