// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
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
	options := p.skipDryRun(o)
	o.tree = func(b *krm.Builder) *yaml.Node {
		root, _, annotations := o.header(b)
		if options != "" {
			b.Put(annotations, argocd.AnnotationSyncOptions, b.String(options))
		}
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
			for _, im := range Images(project) {
				list.Content = append(list.Content, p.updaterImage(b, im))
			}
			b.Put(ref, "images", list)
		}
		b.Put(root, "spec", b.Put(spec, "applicationRefs", b.List(ref)))
		return root
	}
	return o
}

// skipDryRun returns the sync options of a resource whose CRD another Application of the same sync brings: without the
// one for a missing kind, Argo CD refuses the whole sync in its dry run, and the CRD never comes. Other options stay.
// "" leaves the annotation as it is, but for the option of an earlier run.
func (p *packageRun) skipDryRun(o *output) string {
	const option = argocd.SyncOptionSkipDryRunOnMissingResource
	const record = "sync-options:" + option
	have, owned := "", ""
	if it := p.find(imageupdater.Prefix, o.kind, o.namespace, o.name); it != nil {
		have, _ = it.Annotation(argocd.AnnotationSyncOptions)
		owned, _ = it.Annotation(OwnedAnnotation)
	}
	ours := contains(strings.Fields(owned), record)
	options := optionsOf(have)
	if !p.bringsCRD() {
		if ours {
			o.settle = dropOption(option)
		}
		return ""
	}
	if !contains(options, option) {
		options, ours = append(options, option), true
	}
	if ours {
		o.also = []string{record}
	}
	return strings.Join(options, ",")
}

// dropOption takes one option out of the annotation, and the annotation with the last one.
func dropOption(option string) settling {
	return func(_ *krm.Item, n *yaml.Node, dry bool) (changed bool, results []krm.Result) {
		annotations := krm.Lookup(n, "metadata", "annotations")
		value := krm.Lookup(annotations, argocd.AnnotationSyncOptions)
		if value == nil {
			return false, nil
		}
		options := optionsOf(value.Value)
		rest := slices.DeleteFunc(slices.Clone(options), func(o string) bool { return o == option })
		if len(rest) > 0 {
			if !dry {
				value.Value = strings.Join(rest, ",")
			}
			return len(rest) < len(options), nil
		}
		return keepPairs(annotations, dry, func(key, _ *yaml.Node) bool { return key.Value != argocd.AnnotationSyncOptions }), nil
	}
}

// optionsOf splits the text of the annotation.
func optionsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
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
