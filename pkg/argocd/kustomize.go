// SPDX-License-Identifier: Apache-2.0

package argocd

// The keys of ConfigMap that say how kustomize is called.
const (
	// KeyKustomizePath, a dot and a name make a program a kustomize for which an Application may ask by
	// spec.source.kustomize.version. KeyKustomizeVersion is the older word; a name under both is an error for every
	// Application.
	KeyKustomizePath    = "kustomize.path"
	KeyKustomizeVersion = "kustomize.version"
	// KeyKustomizeBuildOptions holds flags for every `kustomize build`. Behind it, a dot and a name of a kustomize it means
	// that one alone, but from v3.2 to v3.6 nothing reads it so.
	KeyKustomizeBuildOptions = "kustomize.buildOptions"
	// KeyKustomizeEnable with the value "false" turns kustomize off.
	KeyKustomizeEnable = "kustomize.enable"
)
