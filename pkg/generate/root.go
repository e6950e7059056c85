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
	o.tree = func() *yaml.Node {
		root, spec := o.appProject(pkg.Repository, p.rootDestination())
		krm.Put(krm.Lookup(root, "metadata", "annotations"), krm.LocalConfigAnnotation, krm.String("true"))
		krm.Put(spec, "namespaceResourceWhitelist", krm.List(
			groupKind(argocd.Group, argocd.KindApplication),
			groupKind(argocd.Group, argocd.KindAppProject),
			groupKind(imageupdater.Prefix, imageupdater.Kind),
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
		path: rootFile, mark: p.platformMark(), lists: applicationLists, theirs: applicationTheirs,
	}
	o.tree = func() *yaml.Node {
		root, _, _ := o.localHeader()
		spec := krm.Put(krm.Map(), "project", krm.String(o.name))
		source := krm.Put(krm.Map(), "repoURL", krm.String(pkg.Repository))
		krm.Put(source, "targetRevision", krm.String(pkg.Revision))
		krm.Put(spec, "source", krm.Put(source, "path", krm.String(pkg.Path)))
		krm.Put(spec, "destination", p.rootDestination())
		rule := groupKind(argocd.Group, argocd.KindApplication)
		krm.Put(rule, "jsonPointers", krm.Strings([]string{"/spec/source/kustomize/images"}))
		krm.Put(spec, "ignoreDifferences", krm.List(rule))
		sync := krm.Put(krm.Map(), "automated", automated(v1alpha1.Sync{Prune: true, SelfHeal: true}))
		krm.Put(sync, "syncOptions", krm.Strings([]string{argocd.SyncOptionRespectIgnoreDifferences}))
		krm.Put(root, "spec", krm.Put(spec, "syncPolicy", sync))
		return root
	}
	return o
}

func (p *packageRun) rootDestination() *yaml.Node {
	d := krm.Put(krm.Map(), "server", krm.String(inCluster))
	return krm.Put(d, "namespace", krm.String(p.model.Platform.Spec.ArgoCD.Namespace))
}

func (p *packageRun) platformMark() mark {
	if p.model.Platform.Item == nil {
		return mark{PlatformAnnotation, DefaultPlatform}
	}
	return mark{PlatformAnnotation, p.model.Platform.Name}
}
