// SPDX-License-Identifier: Apache-2.0

// Package imageupdater holds what Argo CD Image Updater reads, by version: its annotations, its image-list, its words for
// update strategies, tags, platforms and credentials, and its registries.conf. It parses and prints them and says what
// the updater would ignore, which it mostly does without a word in its log.
//
// Facts are those of the sources of argoproj-labs/argocd-image-updater v0.12.2 to v1.3.0.
package imageupdater

// Prefix is the part before the slash of every annotation key that the updater reads, on an Application only.
const Prefix = "argocd-image-updater.argoproj.io"

// APIVersion and Kind name the resource that configures the updater from v1.1 on; see Version.Resource.
const (
	APIVersion = Prefix + "/v1alpha1"
	Kind       = "ImageUpdater"
)

// Image is one image that the updater follows.
//
//	argocd-image-updater.argoproj.io/image-list: app=ghcr.io/owner/app:^1.0
//	argocd-image-updater.argoproj.io/app.update-strategy: semver
type Image struct {
	// Alias is the name that ties the annotations of one image together. "" means none: then the updater reads no
	// setting for this image alone.
	Alias string
	// Name is registry host and path, without tag and digest: ghcr.io/owner/app.
	Name string
	// Constraint is the version range after the name, read by the strategies semver and digest only. "" means none.
	Constraint string
	// UpdateStrategy is one of StrategyNames. "" leaves the updater its default, semver.
	UpdateStrategy string
	// AllowTags is any or regexp:<RE2>. "" leaves the updater its default, any.
	AllowTags string
	// IgnoreTags are globs as path/filepath.Match reads them; a tag that matches one of them is never taken.
	IgnoreTags []string
	// Platforms are os/arch[/variant]. None means the platform that the updater itself runs on.
	Platforms []string
	// KustomizeName is the name of the image in the manifests, where the kustomization replaces it by Name. "" means
	// that the manifests use Name.
	KustomizeName string
	// PullSecret is a credential source as CheckPullSecret reads it. "" means the registry's own credentials.
	PullSecret string
	// ForceUpdate follows the image also while no Pod runs it. Default false.
	ForceUpdate bool
}
