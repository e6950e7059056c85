// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

var imageUpdaterLists = lists{
	{path: "spec.applicationRefs", identity: byFields("namePattern")},
	{path: "spec.applicationRefs.images", identity: byFields("alias"), recorded: true},
}

// imageUpdater is the resource by which Image Updater v1.1 and later knows the Application. Either it holds all
// settings, or it sends the updater to the annotations: with useAnnotations every other setting of it is ignored.
func (p *packageRun) imageUpdater(project *v1alpha1.Project) *output {
	o := &output{
		apiVersion: imageupdater.APIVersion, kind: imageupdater.Kind,
		namespace: p.model.Platform.Spec.ArgoCD.Namespace, name: project.Name,
		path: renderedFile(project), mark: mark{ProjectAnnotation, project.Name}, lists: imageUpdaterLists,
	}
	o.tree = func(b *krm.Builder) *yaml.Node {
		root, _, _ := o.header(b)
		ref := b.Put(b.Map(), "namePattern", b.String(project.Name))
		spec := b.Map()
		if p.annotated() {
			b.Put(ref, "useAnnotations", b.Bool(true))
			for _, key := range []string{"images", "commonUpdateSettings", "writeBackConfig"} {
				b.Put(ref, key, absent())
			}
			b.Put(spec, "writeBackConfig", absent())
			b.Put(spec, "commonUpdateSettings", absent())
		} else {
			b.Put(ref, "useAnnotations", absent())
			b.Put(spec, "writeBackConfig", b.Put(b.Map(), "method", b.String("argocd")))
			list := b.List()
			for _, im := range images(project) {
				list.Content = append(list.Content, p.updaterImage(b, im))
			}
			b.Put(ref, "images", list)
		}
		b.Put(root, "spec", b.Put(spec, "applicationRefs", b.List(ref)))
		return root
	}
	return o
}

// updaterImage is one image. Its settings always name the strategy: the resource's schema puts semver into every block
// that does not, over what a block further out says (argoproj-labs/argocd-image-updater#1782).
func (p *packageRun) updaterImage(b *krm.Builder, im imageupdater.Image) *yaml.Node {
	strategy, _ := p.model.ImageUpdater.Strategy(im.UpdateStrategy)
	settings := b.Put(b.Map(), "updateStrategy", b.String(strategy))
	optional(b, settings, "allowTags", im.AllowTags != "", func() *yaml.Node { return b.String(im.AllowTags) })
	optional(b, settings, "ignoreTags", len(im.IgnoreTags) > 0, func() *yaml.Node { return b.Strings(im.IgnoreTags...) })
	optional(b, settings, "platforms", len(im.Platforms) > 0, func() *yaml.Node { return b.Strings(im.Platforms...) })
	optional(b, settings, "pullSecret", im.PullSecret != "", func() *yaml.Node { return b.String(im.PullSecret) })
	optional(b, settings, "forceUpdate", im.ForceUpdate, func() *yaml.Node { return b.Bool(true) })
	n := b.Put(b.Map(), "alias", b.String(im.Alias))
	name := im.Name
	if im.Constraint != "" {
		name += ":" + im.Constraint
	}
	b.Put(n, "imageName", b.String(name))
	b.Put(n, "commonUpdateSettings", settings)
	optional(b, n, "manifestTargets", im.KustomizeName != "", func() *yaml.Node {
		return b.Put(b.Map(), "kustomize", b.Put(b.Map(), "name", b.String(im.KustomizeName)))
	})
	return n
}

// optional puts a key that is there or must not be.
func optional(b *krm.Builder, m *yaml.Node, key string, there bool, value func() *yaml.Node) {
	if !there {
		b.Put(m, key, absent())
		return
	}
	b.Put(m, key, value())
}
