// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// applicationLists are the lists of an Application in which Fairlead has some entries and a person may have others.
var applicationLists = lists{
	{path: "metadata.finalizers", identity: byValue},
	{path: "spec.ignoreDifferences", identity: byFields("group", "kind", "namespace", "name"), recorded: true},
	{path: "spec.ignoreDifferences.jsonPointers", identity: byValue},
	{path: "spec.syncPolicy.syncOptions", identity: byKey, recorded: true, always: []string{"CreateNamespace", "RespectIgnoreDifferences"}},
}

// applicationTheirs are what an Application without a mark decides itself.
var applicationTheirs = []string{"spec.project", "spec.source", "spec.destination", "spec.syncPolicy.automated", "metadata.finalizers"}

// application is the Application of a Project. Only fields that Argo CD v2.2.7 knows are written: Image Updater v0.12.2
// drops the others from the live Application.
func (p *packageRun) application(project *v1alpha1.Project) *output {
	o := &output{
		apiVersion: argocd.APIVersion, kind: argocd.KindApplication,
		namespace: p.model.Platform.Spec.ArgoCD.Namespace, name: project.Name,
		path: renderedFile(project), mark: mark{ProjectAnnotation, project.Name},
		lists: applicationLists, theirs: applicationTheirs,
	}
	keys := p.updaterKeys(project)
	o.also = optionalKeys(keys)
	o.tree = func(b *krm.Builder) *yaml.Node {
		root, metadata, annotations := o.header(b)
		for _, a := range keys {
			b.Put(annotations, a.Key, b.String(a.Value))
		}
		finalizer := b.String(argocd.Finalizer)
		if project.Spec.OnDelete != v1alpha1.Delete {
			absentEntry(finalizer)
		}
		b.Put(metadata, "finalizers", b.List(finalizer))
		b.Put(root, "spec", p.applicationSpec(b, project))
		return root
	}
	o.settle = p.settleUpdaterKeys(project, keys)
	return o
}

func (p *packageRun) applicationSpec(b *krm.Builder, project *v1alpha1.Project) *yaml.Node {
	spec := b.Put(b.Map(), "project", b.String(project.Name))
	source := b.Put(b.Map(), "repoURL", b.String(project.Spec.Repository))
	b.Put(source, "targetRevision", b.String(project.Spec.Revision))
	b.Put(spec, "source", b.Put(source, "path", b.String(project.Spec.Path)))
	b.Put(spec, "destination", p.destination(b, project))
	b.Put(spec, "ignoreDifferences", ignoreDifferences(b, project.Spec.Namespace, project.Spec.Secrets))
	sync := b.Map()
	if project.Spec.Sync.Automated {
		b.Put(sync, "automated", automated(b, project.Spec.Sync))
	} else {
		b.Put(sync, "automated", absent())
	}
	options := b.List(b.String("CreateNamespace="+text(project.Spec.Sync.CreateNamespace)), b.String(argocd.SyncOptionRespectIgnoreDifferences))
	for _, option := range project.Spec.Sync.Options {
		options.Content = append(options.Content, b.String(option))
	}
	b.Put(spec, "syncPolicy", b.Put(sync, "syncOptions", options))
	return spec
}

func (p *packageRun) destination(b *krm.Builder, project *v1alpha1.Project) *yaml.Node {
	d := b.Put(b.Map(), "server", b.String(p.model.Platform.Spec.Cluster.Server))
	return b.Put(d, "namespace", b.String(project.Spec.Namespace))
}

// automated says what Argo CD does by itself. Both values are written: they are what a person looks for.
func automated(b *krm.Builder, s v1alpha1.Sync) *yaml.Node {
	return b.Put(b.Put(b.Map(), "prune", b.Bool(s.Prune)), "selfHeal", b.Bool(s.SelfHeal))
}

// ignoreDifferences keeps Argo CD's hands off the data of Secrets. Both maps as a whole, whatever their keys: Argo CD
// compares `data` but applies `stringData`, and rules for single keys lose the others (argoproj/argo-cd#29644). A Secret
// that is in no manifest has the rule as well, for the day on which somebody puts it into one.
func ignoreDifferences(b *krm.Builder, namespace string, secrets []v1alpha1.Secret) *yaml.Node {
	rules := b.List()
	for _, s := range secrets {
		rule := b.Put(b.Map(), "kind", b.String("Secret"))
		b.Put(rule, "name", b.String(s.Name))
		b.Put(rule, "namespace", b.String(namespace))
		b.Put(rule, "jsonPointers", b.Strings("/data", "/stringData"))
		rules.Content = append(rules.Content, rule)
	}
	return rules
}

// annotated reports whether the annotations of the Application are what Image Updater reads.
func (p *packageRun) annotated() bool {
	return p.model.Platform.Spec.ImageUpdater.Settings != v1alpha1.SettingsResource
}

// Images are a Project's images in the words of Image Updater.
func Images(project *v1alpha1.Project) []imageupdater.Image {
	list := make([]imageupdater.Image, len(project.Spec.Images))
	for i, im := range project.Spec.Images {
		list[i] = imageupdater.Image{
			Alias: im.Alias, Name: im.Name, UpdateStrategy: im.UpdateStrategy, AllowTags: im.AllowTags,
			IgnoreTags: im.IgnoreTags, Platforms: im.Platforms, KustomizeName: im.KustomizeName,
			PullSecret: im.PullSecret, ForceUpdate: im.ForceUpdate,
		}
		if im.UpdateStrategy == imageupdater.Digest {
			list[i].Constraint = im.Pin // the tag whose digest is followed
		}
	}
	return list
}

func text(v bool) string {
	if v {
		return "true"
	}
	return "false"
}
