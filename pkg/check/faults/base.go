// SPDX-License-Identifier: Apache-2.0

package faults

import "github.com/fairlead-krm/fairlead/pkg/check/view"

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
)

// Application returns an Application of the set for which all conditions hold, or the base Application.
func (s *Set) Application(conditions ...func(*Doc) bool) *Doc {
	return s.One(view.Application, []string{baseProject, baseApplication}, conditions...)
}

// AppProject returns an AppProject of the set for which all conditions hold, or the base AppProject.
func (s *Set) AppProject(conditions ...func(*Doc) bool) *Doc {
	return s.One(view.AppProject, []string{baseProject}, conditions...)
}
