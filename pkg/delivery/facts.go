// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"slices"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/cluster"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Facts are what Git, the registries and the cluster say of one Project.
type Facts struct {
	Project *v1alpha1.Project
	// Platform is that of the package.
	Platform *v1alpha1.Platform
	// ImageUpdater is the version by whose rules is judged.
	ImageUpdater imageupdater.Version
	Git          Git
	// Registry is what Image Updater would take, by the name of the image. nil means that no registry was asked.
	Registry map[string]Tag
	// Live is what the cluster says; nil where none was asked.
	Live *Live
}

// Git is what the kustomization of a Project renders.
type Git struct {
	// Why says why it is not known; "" where it is.
	Why string
	// Images are those of the containers, each with its tag.
	Images []string
	// References are the Secrets that workloads name.
	References []view.Reference
	// Resists are the images that keep a tag of their own when another one is set, with that tag.
	Resists map[string]string
}

// probe is a tag that nobody gives to an image.
const probe = "fairlead-probe-0000000"

// ReadGit reads what the kustomization of a Project renders. build builds it, with images set as Argo CD sets those that Image
// Updater has written.
func ReadGit(p *v1alpha1.Project, build func(images ...string) ([]*krm.Item, error)) Git {
	items, err := build()
	if err != nil {
		return Git{Why: foreign(err.Error())}
	}
	g := Git{Resists: map[string]string{}}
	for _, it := range items {
		view.Containers(it, func(image string) { g.Images = append(g.Images, image) })
		if it.Namespace != "" && it.Namespace != p.Spec.Namespace {
			continue // it reads the Secrets of another namespace
		}
		references := view.References(it)
		for _, ref := range references {
			if ref.Kind == "Secret" {
				g.References = append(g.References, ref)
			}
		}
	}
	for _, im := range p.Spec.Images {
		setting := im.Name + ":" + probe
		if im.KustomizeName != "" {
			setting = im.KustomizeName + "=" + setting
		}
		items, err := build(setting)
		if err != nil {
			continue // it was built before: what this says of it nobody knows
		}
		var tags []string
		for _, it := range items {
			view.Containers(it, func(image string) {
				if nameOf(image) == nameOf(im.Name) {
					tags = appendNew(tags, tagOf(image))
				}
			})
		}
		if len(tags) > 0 && !slices.Contains(tags, probe) {
			g.Resists[im.Name] = strings.Join(tags, ", ")
		}
	}
	return g
}

// Tag is what Image Updater would take of an image.
type Tag struct {
	// Unknown says why nobody can say; "" where it is known.
	Unknown string
	// Takes is the tag, "" where there is none to take, and Reason says why.
	Takes, Reason string
	Created       *time.Time
	// Revision is the commit of which the image says that it was built.
	Revision string
	// Tags is how many the registry has, Matching how many pass the filter.
	Tags, Matching int
}

// Live is what a cluster says of one Project.
type Live struct {
	// App is the Application; nil where it is not there, or where AppUnknown says why nobody knows.
	App        *App
	AppUnknown string
	// Root is the root Application of the package; nil where it is not there, not known or not made by this package.
	Root *App
	// RootName is the name that it has; "" where the package makes none.
	RootName string
	// Updaters are the ImageUpdater resources in the namespace of Argo CD; UpdatersUnknown says why they are not known.
	Updaters        []*krm.Item
	UpdatersUnknown string
	// Secrets are those of the namespace of the Project; SecretsUnknown says why they are not known.
	Secrets        []cluster.Secret
	SecretsUnknown string
}

// tagOf returns what stands behind the name of an image: a tag, or a digest where there is no tag.
func tagOf(image string) string {
	rest, digest, _ := strings.Cut(image, "@")
	if i := strings.LastIndexByte(rest, ':'); i > strings.LastIndexByte(rest, '/') {
		return rest[i+1:]
	}
	return digest
}

// nameOf returns an image without tag and digest, as Argo CD and Image Updater compare it: those of Docker Hub have no host.
func nameOf(image string) string {
	name, _, _ := strings.Cut(image, "@")
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		name = name[:i]
	}
	for _, hub := range []string{"index.docker.io/", "docker.io/"} {
		name = strings.TrimPrefix(name, hub)
	}
	return strings.TrimPrefix(name, "library/")
}

// tagsOf returns the tags that a list of images gives one image, each once.
func tagsOf(images []string, name string) []string {
	var tags []string
	for _, image := range images {
		if nameOf(image) == nameOf(name) {
			tags = appendNew(tags, tagOf(image))
		}
	}
	return tags
}

func appendNew(list []string, s string) []string {
	for _, known := range list {
		if known == s {
			return list
		}
	}
	return append(list, s)
}

// overrideOf returns the tag that spec.source.kustomize.images gives an image, which may be named by the name that the
// manifests use; "" where there is none.
func overrideOf(images []string, name, kustomizeName string) string {
	for _, entry := range images {
		alias, image, renamed := strings.Cut(entry, "=")
		if !renamed {
			image = entry
		}
		if nameOf(image) == nameOf(name) && (!renamed || kustomizeName == "" || alias == kustomizeName) {
			return tagOf(image)
		}
	}
	return ""
}
