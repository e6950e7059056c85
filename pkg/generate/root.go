// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"strings"

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
		root, spec := o.appProject(b, "-1", pkg.Repository, p.rootDestination(b))
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
	retries := p.retriesRoot(o)
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
		if retries {
			b.Put(sync, "retry", retry(b))
		}
		b.Put(root, "spec", b.Put(spec, "syncPolicy", sync))
		return root
	}
	return o
}

// recordedRetry is the entry of the record for the root's retry.
const recordedRetry = "retry:root"

// retriesRoot reports whether the root's retry is Fairlead's to set, and has it recorded or taken out. A root that brings
// ImageUpdater resources and, by another Application, their CRD fails until that Application has synced; after five
// attempts, about two and a half minutes, Argo CD would give up for good. A retry that a person wrote is left.
func (p *packageRun) retriesRoot(o *output) bool {
	ours := true
	if it := p.find(argocd.Group, argocd.KindApplication, o.namespace, o.name); it != nil {
		owned, _ := it.Annotation(OwnedAnnotation)
		ours = it.Lookup("spec", "syncPolicy", "retry") == nil || contains(strings.Fields(owned), recordedRetry)
	}
	if p.bringsCRD() && ours {
		o.also = []string{recordedRetry}
		return true
	}
	o.settle = func(it *krm.Item, n *yaml.Node, dry bool) (changed bool, results []krm.Result) {
		owned, _ := it.Annotation(OwnedAnnotation)
		return keepPairs(krm.Lookup(n, "spec", "syncPolicy"), dry, func(key, _ *yaml.Node) bool {
			return key.Value != "retry" || !contains(strings.Fields(owned), recordedRetry)
		}), nil
	}
	return false
}

// retry goes on for six minutes: long enough to clone a repository on a slow line. No longer, because a commit that mends
// something waits for its end.
func retry(b *krm.Builder) *yaml.Node {
	backoff := b.Put(b.Map(), "duration", b.String("10s"))
	b.Put(backoff, "factor", b.Int(2))
	b.Put(backoff, "maxDuration", b.String("1m"))
	return b.Put(b.Put(b.Map(), "limit", b.Int(8)), "backoff", backoff)
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
