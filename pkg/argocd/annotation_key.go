// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// AnnotationPrefix begins the annotation keys of Argo CD itself.
const AnnotationPrefix = "argocd.argoproj.io/"

// AnnotationHook is the hook annotation, whose value is a list of HookTypes with commas between them.
const AnnotationHook = AnnotationPrefix + "hook"

// IsAnnotation reports whether an annotation key has the prefix of Argo CD.
func IsAnnotation(key string) bool { return strings.HasPrefix(key, AnnotationPrefix) }

// annotationKeys are the keys after AnnotationPrefix that Argo CD reads or writes itself.
var annotationKeys = []string{
	"sync-options", "sync-wave", "compare-options", "hook", "hook-delete-policy", "tracking-id", "installation-id",
	"refresh", "hydrate", "skip-reconcile", "manifest-generate-paths", "managed-by-url", "application-set-refresh",
	"ignore-healthcheck", "ignore-resource-updates", "ignore-restart-policy", "ignore-default-links", "deletion-approved",
	"client-side-apply-migration-manager", "refresh-timestamp", "hydrate-timestamp",
}

// labelKeys are keys after AnnotationPrefix that are read as labels only.
var labelKeys = []string{"secret-type", "kubernetes-version", "auto-label-cluster-info"}

// AnnotationUse is what Argo CD makes of an annotation key with its prefix.
type AnnotationUse struct {
	Known bool
	// Label says that the key is read as a label and nowhere else.
	Label bool
	// Nearest is the whole key that was most likely meant; "" means that none is near.
	Nearest string
}

// UseOfAnnotation says whether Argo CD reads an annotation key. ours is false for a key with another prefix.
func UseOfAnnotation(key string) (use AnnotationUse, ours bool) {
	name, ours := strings.CutPrefix(key, AnnotationPrefix)
	if !ours {
		return AnnotationUse{}, false
	}
	for _, k := range annotationKeys {
		if k == name {
			return AnnotationUse{Known: true}, true
		}
	}
	for _, k := range labelKeys {
		if k == name {
			return AnnotationUse{Label: true}, true
		}
	}
	if near, ok := nearest.Name(name, annotationKeys); ok {
		return AnnotationUse{Nearest: AnnotationPrefix + near}, true
	}
	return AnnotationUse{}, true
}
