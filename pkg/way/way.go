// SPDX-License-Identifier: Apache-2.0

// Package way knows the ways in which what Fairlead renders reaches Argo CD: what each of them needs in the cluster, the
// manifests that supply it, and which of them a cluster has.
//
//   - rendered: the rendered files are committed, and Argo CD runs plain kustomize. It needs nothing in the cluster.
//   - wrapper: Argo CD calls Fairlead as a kustomize, for each Application that asks for it.
//   - global flags: kustomize runs functions for every Application, whatever its repository names.
//   - sidecar: a Config Management Plugin renders, beside the repo server.
//
// Facts are those of argoproj/argo-cd v2.10 to v3.6 and of the chart argo/argo-cd 10.1.
package way

import (
	"path"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/wrapper"
)

// What the manifests name. A person may choose other names: Inspect finds the parts by what they do.
const (
	// Dir is where the binary lies in the repo server, under all its names.
	Dir = "/opt/fairlead"
	// Version is the name of the kustomize for which an Application asks: spec.source.kustomize.version.
	Version = "fairlead"
	// Plugin is the name of the Config Management Plugin for which an Application asks: spec.source.plugin.name.
	Plugin = "fairlead"

	initContainer = "fairlead-install"
	volume        = "fairlead"
	sidecar       = "fairlead"
	pluginMap     = "fairlead-plugin"
	pluginTmp     = "fairlead-tmp"
)

// KustomizeKey is the key of argocd-cm that makes the wrapper a kustomize, and KustomizePath its value.
const (
	KustomizeKey  = argocd.KeyKustomizePath + "." + Version
	KustomizePath = Dir + "/" + wrapper.Name
)

// Binary is the path of the binary in its image.
const Binary = "/function"

// Flags are the flags with which kustomize runs functions.
var Flags = []string{"--enable-alpha-plugins", "--enable-exec"}

// What Argo CD expects of the sidecar of a plugin.
const (
	pluginServer  = "/var/run/argocd/argocd-cmp-server"
	pluginSockets = "/home/argocd/cmp-server/plugins"
	pluginConfig  = "/home/argocd/cmp-server/config"
	pluginFile    = "plugin.yaml"
	pluginKind    = "ConfigManagementPlugin"
	pluginUser    = "999"
)

// Options say what is meant by Fairlead.
type Options struct {
	// Image is the image of the command, without a tag: ghcr.io/…/fairlead.
	Image string
	// Tag is the tag that the manifests name.
	Tag string
	// Functions are the names of the functions.
	Functions []string
}

// image is the image with its tag.
func (o Options) image() string { return o.Image + ":" + o.Tag }

// isImage reports whether a reference names the image, of whatever version, or a copy of it in a mirror.
func (o Options) isImage(reference string) bool {
	repository, _ := splitImage(reference)
	return path.Base(repository) == path.Base(o.Image)
}
