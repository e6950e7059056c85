// SPDX-License-Identifier: Apache-2.0

// Package argocd holds what Argo CD reads, by version: its resources, annotations, finalizers, sync options and the fields
// that not every version has, and the grammar of the words that a user gives it. Most of what is wrong in them Argo CD
// stores and ignores without a message.
//
// Facts are those of the sources of argoproj/argo-cd v2.10 to v3.6.
package argocd

// Group and APIVersion are those of every resource of Argo CD.
const (
	Group      = "argoproj.io"
	APIVersion = Group + "/v1alpha1"
)

// The kinds of Argo CD.
const (
	KindApplication    = "Application"
	KindAppProject     = "AppProject"
	KindApplicationSet = "ApplicationSet"
)

// The ConfigMaps that Argo CD reads, in its own namespace.
const (
	ConfigMap     = "argocd-cm"
	ConfigMapRBAC = "argocd-rbac-cm"
)

// The annotations that Argo CD reads on the resources that it applies.
const (
	// AnnotationSyncWave is a whole number as text; lower waves are applied first and deleted last. Default 0.
	AnnotationSyncWave = "argocd.argoproj.io/sync-wave"
	// RepositoryLabel is the label, and its value, of a Secret that says how Argo CD reads a repository.
	RepositoryLabel = "argocd.argoproj.io/secret-type=repository"
	// AnnotationSyncOptions holds options with commas between them, each as CheckResourceSyncOption takes it.
	AnnotationSyncOptions = "argocd.argoproj.io/sync-options"
	// AnnotationCompareOptions holds options with commas between them, each as CheckCompareOption takes it.
	AnnotationCompareOptions = "argocd.argoproj.io/compare-options"
	// AnnotationTrackingID is what Argo CD itself writes to know its resources; nobody else should.
	AnnotationTrackingID = "argocd.argoproj.io/tracking-id"
)

// The finalizers that Argo CD knows. On an Application they delete its resources with it; without one they stay. A finalizer
// that nobody knows blocks the deletion for ever. On an AppProject the first one keeps it while an Application uses it.
const (
	Finalizer           = "resources-finalizer.argocd.argoproj.io"
	FinalizerBackground = Finalizer + "/background"
	FinalizerForeground = Finalizer + "/foreground"
)
