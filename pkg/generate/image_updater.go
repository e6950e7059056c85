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
	o.tree = func() *yaml.Node {
		root, _, _ := o.header()
		ref := krm.Put(krm.Map(), "namePattern", krm.String(project.Name))
		spec := krm.Map()
		if p.annotated() {
			krm.Put(ref, "useAnnotations", krm.Bool(true))
			for _, key := range []string{"images", "commonUpdateSettings", "writeBackConfig"} {
				krm.Put(ref, key, absent())
			}
			krm.Put(spec, "writeBackConfig", absent())
			krm.Put(spec, "commonUpdateSettings", absent())
		} else {
			krm.Put(ref, "useAnnotations", absent())
			krm.Put(spec, "writeBackConfig", krm.Put(krm.Map(), "method", krm.String("argocd")))
			list := krm.List()
			for _, im := range images(project) {
				list.Content = append(list.Content, p.updaterImage(im))
			}
			krm.Put(ref, "images", list)
		}
		krm.Put(root, "spec", krm.Put(spec, "applicationRefs", krm.List(ref)))
		return root
	}
	return o
}

// updaterImage is one image. Its settings always name the strategy: the resource's schema puts semver into every block
// that does not, over what a block further out says (argoproj-labs/argocd-image-updater#1782).
func (p *packageRun) updaterImage(im imageupdater.Image) *yaml.Node {
	strategy, _ := p.model.ImageUpdater.Strategy(im.UpdateStrategy)
	settings := krm.Put(krm.Map(), "updateStrategy", krm.String(strategy))
	optional(settings, "allowTags", im.AllowTags != "", func() *yaml.Node { return krm.String(im.AllowTags) })
	optional(settings, "ignoreTags", len(im.IgnoreTags) > 0, func() *yaml.Node { return krm.Strings(im.IgnoreTags) })
	optional(settings, "platforms", len(im.Platforms) > 0, func() *yaml.Node { return krm.Strings(im.Platforms) })
	optional(settings, "pullSecret", im.PullSecret != "", func() *yaml.Node { return krm.String(im.PullSecret) })
	optional(settings, "forceUpdate", im.ForceUpdate, func() *yaml.Node { return krm.Bool(true) })
	n := krm.Put(krm.Map(), "alias", krm.String(im.Alias))
	name := im.Name
	if im.Constraint != "" {
		name += ":" + im.Constraint
	}
	krm.Put(n, "imageName", krm.String(name))
	krm.Put(n, "commonUpdateSettings", settings)
	optional(n, "manifestTargets", im.KustomizeName != "", func() *yaml.Node {
		return krm.Put(krm.Map(), "kustomize", krm.Put(krm.Map(), "name", krm.String(im.KustomizeName)))
	})
	return n
}

// optional puts a key that is there or must not be.
func optional(m *yaml.Node, key string, there bool, value func() *yaml.Node) {
	if !there {
		krm.Put(m, key, absent())
		return
	}
	krm.Put(m, key, value())
}
