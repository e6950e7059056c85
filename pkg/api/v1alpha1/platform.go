// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import "github.com/fairlead-krm/fairlead/pkg/krm"

// Platform is the cluster side of a package: what runs there, and in which version. A package holds one or none.
//
//	apiVersion: fairlead.dev/v1alpha1
//	kind: Platform
//	metadata:
//	  name: k3s
//	spec:
//	  argocd:
//	    version: v3.5.7
//	  imageUpdater:
//	    version: v0.12.2
//	  cluster:
//	    platforms: [linux/arm64]
type Platform struct {
	// Item is the resource that the Platform was read from; nil where the package has none and all is default.
	Item *krm.Item
	// Name is metadata.name; "" where the package has no Platform.
	Name string
	Spec PlatformSpec
}

// PlatformSpec says what the cluster runs.
type PlatformSpec struct {
	// ArgoCD is the Argo CD that delivers.
	ArgoCD ArgoCD `json:"argocd"`
	// ImageUpdater is the Argo CD Image Updater that sets images.
	ImageUpdater ImageUpdater `json:"imageUpdater"`
	// Cluster is the cluster that Argo CD delivers to.
	Cluster Cluster `json:"cluster"`
	// Package says where this package itself lives. Without it there is no root Application.
	Package *Package `json:"package"`
}

// ArgoCD is the Argo CD that delivers.
type ArgoCD struct {
	// Version is the running version, v2.10 or later; it decides which fields and rules hold. A patch is read as its minor. Example: v3.5.7
	Version string `json:"version"`
	// Namespace is where Argo CD and its Applications live. Example: argocd
	Namespace string `json:"namespace" pattern:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"`
	// URL is where the pipeline reaches Argo CD: https and a host. Example: https://argocd.example.org
	URL string `json:"url" pattern:"^https://[^/@ ]+/?$"`
	// Account is the local account of the pipelines, where a Project names none. Letters, digits, '-' and '_', at most 32. Example: github-actions
	Account string `json:"account" pattern:"^[A-Za-z0-9_-]{1,32}$"`
	// CI says as whom a pipeline calls Argo CD. account: a local account. projectRole: a role of the project's AppProject with a token of its own, which needs no ConfigMap of Argo CD.
	CI string `json:"ci" enum:"account,projectRole"`
	// RequireOverrideForRevisionSync takes from get and sync the right to deploy another revision. Needs Argo CD v3.3.
	RequireOverrideForRevisionSync bool `json:"requireOverrideForRevisionSync"`
}

// The values of ArgoCD.CI.
const (
	CIAccount     = "account"
	CIProjectRole = "projectRole"
)

// ImageUpdater is the Argo CD Image Updater that sets images.
type ImageUpdater struct {
	// Version is the running version, v0.12.2 or later; it decides which words and settings hold. v0.13, v0.15.0 and v1.0 are refused. Example: v0.12.2
	Version string `json:"version"`
	// Install makes an Application that installs this version from the updater's own repository. The version must name one release.
	Install bool `json:"install"`
	// Settings says where Image Updater finds its settings. annotations: on the Application. resource: in a resource of kind ImageUpdater, from v1.1 on.
	Settings string `json:"settings" enum:"annotations,resource"`
	// Registries are the entries of registries.conf.
	Registries []Registry `json:"registries"`
}

// The values of ImageUpdater.Settings.
const (
	SettingsAnnotations = "annotations"
	SettingsResource    = "resource"
)

// Registry is one entry of registries.conf.
type Registry struct {
	// Prefix is the registry's host as image names have it. Example: ghcr.io
	Prefix string `json:"prefix" fairlead:"required" pattern:"^[a-z0-9][-a-z0-9.]*(:[0-9]+)?$"`
	// Name stands in the log of Image Updater. Example: GitHub
	Name string `json:"name"`
	// APIURL is where the registry answers. Example: https://ghcr.io
	APIURL string `json:"apiURL" pattern:"^https?://[^@ ]+$"`
	// Credentials says where Image Updater finds the credentials. Forms: pullsecret:<namespace>/<name>, secret:<namespace>/<name>#<key>, env:<VARIABLE>, ext:/<path>. Example: pullsecret:argocd/ghcr
	Credentials string `json:"credentials" fairlead:"quiet"`
	// Limit is the largest number of requests per second.
	Limit int `json:"limit" minimum:"1"`
	// CredsExpire is after how long the credentials are read again, as a duration of Go. Without it they are read once. Example: 10h
	CredsExpire string `json:"credsExpire"`
}

// Cluster is the cluster that Argo CD delivers to.
type Cluster struct {
	// Server is the URL of the API server as Argo CD knows it. Example: https://kubernetes.default.svc
	Server string `json:"server" pattern:"^https://[^@ ]+$"`
	// Platforms are what the nodes run, as os/arch or os/arch/variant. Without them Image Updater takes what is built for the node that it runs on. Example: [linux/arm64]
	Platforms []string `json:"platforms" pattern:"^[a-z0-9]+/[a-z0-9]+(/v[0-9.]+)?$"`
}

// Package is where a package lives, as the root Application reads it.
type Package struct {
	// Repository is the URL of the Git repository of the package, without credentials. Example: https://github.com/owner/platform
	Repository string `json:"repository" fairlead:"required"`
	// Revision is the branch that the root Application reads. Example: main
	Revision string `json:"revision"`
	// Path is the directory of the repository with what was rendered. Example: rendered
	Path string `json:"path"`
}
