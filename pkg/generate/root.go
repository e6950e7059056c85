// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// rootFile holds the root Application and its AppProject. A person applies it once; it is local-config, so that the
// root never manages, and never prunes, itself.
const rootFile = "root.yaml"

// inCluster is the API server of the cluster in which Argo CD itself runs, where its Applications have to live.
const inCluster = "https://kubernetes.default.svc"

// root is the Application that brings the others, with its AppProject.
func (p *packageRun) root() []*output {
	pkg := p.model.Platform.Spec.Package
	if pkg == nil {
		return nil
	}
	return []*output{p.rootAppProject(pkg), p.rootApplication(pkg)}
}

func (p *packageRun) rootAppProject(pkg *v1alpha1.Package) *output {
	o := p.appProjectOutput(p.model.Platform.Name, rootFile, p.platformMark())
	o.local = true
	o.tree = func(b *krm.Builder) *yaml.Node {
		root, spec := o.appProject(b, pkg.Repository, p.rootDestination(b))
		b.Put(spec, "namespaceResourceWhitelist", b.List(
			groupKind(b, argocd.Group, argocd.KindApplication),
			groupKind(b, argocd.Group, argocd.KindAppProject),
			groupKind(b, imageupdater.Prefix, imageupdater.Kind),
		))
		return root
	}
	return o
}

// rootApplication ignores the images that Image Updater writes into its children. No child that Fairlead renders names
// images, which alone would do; the rule is for children that people wrote.
func (p *packageRun) rootApplication(pkg *v1alpha1.Package) *output {
	o := &output{
		apiVersion: argocd.APIVersion, kind: argocd.KindApplication,
		namespace: p.model.Platform.Spec.ArgoCD.Namespace, name: p.model.Platform.Name,
		path: rootFile, mark: p.platformMark(), local: true, lists: applicationLists, theirs: applicationTheirs,
	}
	o.tree = func(b *krm.Builder) *yaml.Node {
		root, _, _ := o.header(b)
		spec := b.Put(b.Map(), "project", b.String(o.name))
		source := b.Put(b.Map(), "repoURL", b.String(pkg.Repository))
		b.Put(source, "targetRevision", b.String(pkg.Revision))
		b.Put(spec, "source", b.Put(source, "path", b.String(pkg.Path)))
		b.Put(spec, "destination", p.rootDestination(b))
		rule := groupKind(b, argocd.Group, argocd.KindApplication)
		b.Put(rule, "jsonPointers", b.Strings("/spec/source/kustomize/images"))
		b.Put(spec, "ignoreDifferences", b.List(rule))
		sync := b.Put(b.Map(), "automated", automated(b, v1alpha1.Sync{Prune: true, SelfHeal: true}))
		b.Put(sync, "syncOptions", b.Strings(argocd.SyncOptionRespectIgnoreDifferences))
		b.Put(root, "spec", b.Put(spec, "syncPolicy", sync))
		return root
	}
	return o
}

func (p *packageRun) rootDestination(b *krm.Builder) *yaml.Node {
	d := b.Put(b.Map(), "server", b.String(inCluster))
	return b.Put(d, "namespace", b.String(p.model.Platform.Spec.ArgoCD.Namespace))
}

func (p *packageRun) platformMark() mark {
	if p.model.Platform.Item == nil {
		return mark{PlatformAnnotation, DefaultPlatform}
	}
	return mark{PlatformAnnotation, p.model.Platform.Name}
}
