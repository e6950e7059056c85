// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Project is one repository that is delivered to the cluster.
//
//	apiVersion: fairlead.dev/v1alpha1
//	kind: Project
//	metadata:
//	  name: home-manager
//	spec:
//	  repository: https://github.com/owner/home-manager
//	  images:
//	    - ghcr.io/owner/home-manager
//	  secrets:
//	    - name: home-manager-secrets
//	      keys: [API_TOKEN, DB_PASSWORD]
type Project struct {
	// Item is the resource that the Project was read from. It is only to be read.
	Item *krm.Item
	// Name is metadata.name: the name of the Application and of the AppProject.
	Name string
	Spec ProjectSpec
}

// AllowTagsWithoutPin is what an image of the Project takes, counted from 0, whatever pin holds it now, and whether somebody
// wrote that; the default is that of the strategy.
func (p *Project) AllowTagsWithoutPin(image int) (allowTags string, written bool) {
	im := p.Spec.Images[image]
	if im.Pin == "" {
		return im.AllowTags, p.allowTagsOf(image) != ""
	}
	if own := p.allowTagsOf(image); own != "" {
		return own, true
	}
	if im.UpdateStrategy == imageupdater.NewestBuild {
		return DefaultAllowTags, false
	}
	return "any", false // semver and alphabetical have no default: nothing but the pin says what is taken
}

// allowTagsOf is what the file says; "" where it says nothing.
func (p *Project) allowTagsOf(image int) string {
	list := krm.Resolve(p.Item.Lookup("spec", "images"))
	if list == nil || image >= len(list.Content) {
		return ""
	}
	return krm.Text(krm.Lookup(list.Content[image], "allowTags"))
}

// ProjectSpec says what is delivered, and how.
type ProjectSpec struct {
	// Repository is the URL of the Git repository with the manifests, without credentials. Example: https://github.com/owner/home-manager
	Repository string `json:"repository" fairlead:"required"`
	// Path is the directory of the repository that holds the kustomization. "." is the root. Example: deploy
	Path string `json:"path"`
	// Revision is the branch, the tag or the commit that Argo CD reads. Example: main
	Revision string `json:"revision"`
	// Namespace is the namespace that the project runs in. Example: home-manager
	Namespace string `json:"namespace" pattern:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"`
	// Images are the images that Image Updater follows, each by its name alone or as an object. None means that Image Updater leaves the project alone.
	Images []Image `json:"images" fairlead:"short=name"`
	// Secrets are the Secrets that the project reads, each by its name alone or as an object. Names and keys only: a value is refused.
	Secrets []Secret `json:"secrets" fairlead:"short=name,quiet"`
	// RendersSecrets says that the manifests hold Secrets of their own, beside those declared here. Then the AppProject lets Argo CD apply the kind Secret.
	RendersSecrets bool `json:"rendersSecrets"`
	// Sync says how Argo CD keeps the cluster as the repository is.
	Sync Sync `json:"sync"`
	// OnDelete says what becomes of the running project when its file is removed or renamed: orphan leaves all of it on the cluster, delete takes it down with its data.
	OnDelete string `json:"onDelete" enum:"orphan,delete"`
	// CI describes the GitHub Actions workflow that builds the images and tells Argo CD.
	CI CI `json:"ci"`
}

// Image is one image that Image Updater follows.
type Image struct {
	// Name is registry host and path in lower case, without tag and digest. Example: ghcr.io/owner/home-manager
	Name string `json:"name" fairlead:"required" pattern:"^[a-z0-9][-a-z0-9.]*(:[0-9]+)?(/[a-z0-9][-a-z0-9._]*)+$"`
	// Alias ties the settings of one image together and is unique in the project. Letters, digits, '.', '_' and '-', at most 47 characters, or 42 with kustomizeName. Example: app
	Alias string `json:"alias" pattern:"^[A-Za-z0-9][-A-Za-z0-9._]{0,46}$"`
	// AllowTags says which tags may be taken: any, or regexp: and a regular expression of Go (RE2). Example: regexp:^sha-[0-9a-f]{7,40}$
	AllowTags string `json:"allowTags" pattern:"^([aA][nN][yY]$|[rR][eE][gG][eE][xX][pP]:)"`
	// IgnoreTags are globs; a tag that one of them matches is never taken. Example: [pr-*]
	IgnoreTags []string `json:"ignoreTags"`
	// UpdateStrategy says which of the allowed tags wins. latest is the old word for newest-build, and name for alphabetical. Fairlead writes the word that the version of Image Updater knows.
	UpdateStrategy string `json:"updateStrategy" enum:"semver,newest-build,alphabetical,digest,latest,name"`
	// Platforms are what a tag must be built for to be taken, as os/arch or os/arch/variant. Example: [linux/arm64]
	Platforms []string `json:"platforms" pattern:"^[a-z0-9]+/[a-z0-9]+(/v[0-9.]+)?$"`
	// KustomizeName is the name that the manifests use for the image, where the kustomization replaces it. Example: app
	KustomizeName string `json:"kustomizeName"`
	// PullSecret says where Image Updater finds the credentials for this image, where the registry's do not serve. Forms: pullsecret:<namespace>/<name>, secret:<namespace>/<name>#<key>, env:<VARIABLE>, ext:/<path>. Example: pullsecret:argocd/ghcr
	PullSecret string `json:"pullSecret" fairlead:"quiet"`
	// ForceUpdate lets Image Updater set an image that no Pod runs at the moment, as that of a CronJob.
	ForceUpdate bool `json:"forceUpdate"`
	// Pin holds the image at one tag, in the place of allowTags, which counts again without it. Example: sha-0123abc
	Pin string `json:"pin" pattern:"^[A-Za-z0-9_][-A-Za-z0-9_.]{0,127}$"`
}

// Secret is one Secret that the project reads, without its values.
type Secret struct {
	// Name is metadata.name of the Secret. Example: home-manager-secrets
	Name string `json:"name" fairlead:"required" pattern:"^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$"`
	// Keys are the names of the keys under data. Values are refused. Example: [API_TOKEN]
	Keys []string `json:"keys" pattern:"^[-._a-zA-Z0-9]{1,253}$"`
	// Type is the type of the Secret. Example: kubernetes.io/dockerconfigjson
	Type string `json:"type" pattern:"^[^ ]+$"`
	// Mode says who makes the Secret. outOfBand: a person, and no manifest holds it. placeholder: the manifests hold it without values, and Argo CD leaves its data alone.
	Mode string `json:"mode" enum:"outOfBand,placeholder"`
}

// The values of Secret.Mode.
const (
	OutOfBand   = "outOfBand"
	Placeholder = "placeholder"
)

// The values of ProjectSpec.OnDelete.
const (
	Orphan = "orphan"
	Delete = "delete"
)

// Sync is how Argo CD keeps the cluster as the repository is.
type Sync struct {
	// Automated syncs whenever the repository changes, without a person.
	Automated bool `json:"automated"`
	// Prune deletes from the cluster what is gone from the repository.
	Prune bool `json:"prune"`
	// SelfHeal undoes what is changed on the cluster by hand.
	SelfHeal bool `json:"selfHeal"`
	// CreateNamespace makes the namespace where it is missing.
	CreateNamespace bool `json:"createNamespace"`
	// Options are further sync options of Argo CD. CreateNamespace and RespectIgnoreDifferences are Fairlead's to set. Example: [PruneLast=true]
	Options []string `json:"options"`
}

// CI is the pipeline that builds the images.
type CI struct {
	// Account is the local account of Argo CD that may read and sync this project's Application. Letters, digits, '-' and '_', at most 32. Example: github-actions
	Account string `json:"account" pattern:"^[A-Za-z0-9_-]{1,32}$"`
	// Branch is the branch whose commits are built. Example: main
	Branch string `json:"branch"`
	// Platforms are what the images are built for. Example: [linux/amd64, linux/arm64]
	Platforms []string `json:"platforms" pattern:"^[a-z0-9]+/[a-z0-9]+(/v[0-9.]+)?$"`
	// Context is the directory of the repository that is the context of the image build. "." is the root. Example: .
	Context string `json:"context"`
}
