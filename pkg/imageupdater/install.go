// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"
)

// Repository is where the updater's own installation lies, one tag for each release.
const Repository = "https://github.com/argoproj-labs/argocd-image-updater"

// The resources of the installation that hold what a person sets. None of them comes with a value.
const (
	// ConfigMap holds registries.conf and the updater's other settings.
	ConfigMap = "argocd-image-updater-config"
	// ConfigMapSSH holds the configuration of ssh for repositories.
	ConfigMapSSH = "argocd-image-updater-ssh-config"
)

// InstallNamespace is the namespace that the installation's ClusterRoleBindings name for the updater's ServiceAccount. No
// other resource of it names one.
const InstallNamespace = "argocd"

// ReleaseTag returns the tag of Repository for a version as a user writes it: v0.12.2, 1.3.0. A version without its patch
// names a line of releases and no tag.
func ReleaseTag(given string) (string, error) {
	_, _, patch, ok := parseVersion(given)
	if !ok || patch < 0 || strings.Contains(given, "+") {
		return "", fmt.Errorf("%q must name one release, with its patch, as in %q or \"v1.3.0\"", given, DefaultVersion)
	}
	return "v" + strings.TrimPrefix(given, "v"), nil
}

// InstallPath returns the folder of Repository with the kustomization that installs a release of v.
func (v Version) InstallPath() string {
	if v.Resource() {
		return "config/default"
	}
	return "manifests/base"
}

// ClusterKind is a kind of cluster-scoped resource in the installation of some releases.
type ClusterKind struct {
	Group, Kind string
	// Names is a glob that matches the names of all of the kind.
	Names string
	// since is the first line that installs one.
	since struct{ major, minor int }
}

// ClusterKinds returns the kinds of cluster-scoped resources that any release installs.
func ClusterKinds() []ClusterKind {
	const rbac = "rbac.authorization.k8s.io"
	return []ClusterKind{
		{"apiextensions.k8s.io", "CustomResourceDefinition", "imageupdaters." + Prefix, struct{ major, minor int }{1, 0}},
		{rbac, "ClusterRole", "argocd-image-updater*", struct{ major, minor int }{0, 15}},
		{rbac, "ClusterRoleBinding", "argocd-image-updater*", struct{ major, minor int }{0, 15}},
	}
}

// InstalledBy reports whether the releases of v install a resource of the kind.
func (k ClusterKind) InstalledBy(v Version) bool { return v.AtLeast(k.since.major, k.since.minor) }
