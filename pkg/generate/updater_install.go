// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"crypto/sha256"
	"encoding/hex"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

const (
	// updaterName is that of the Application and the AppProject that install Image Updater.
	updaterName = "argocd-image-updater"
	updaterFile = renderedDir + updaterName + ".yaml"
)

// RegistriesAnnotation stands on Image Updater's Pods and changes with registries.conf, which the updater reads only when
// it starts: a new value starts it again.
const RegistriesAnnotation = v1alpha1.Group + "/registries"

// updaterLists are those of any Application, and the patches, among which a person may have others.
var updaterLists = append(lists{{path: "spec.source.kustomize.patches", identity: ourPatch}}, applicationLists...)

// installsUpdater reports whether the Platform wants Image Updater installed.
func (p *packageRun) installsUpdater() bool { return p.model.Platform.Spec.ImageUpdater.Install }

// bringsCRD reports whether one sync of the package brings the CRD of ImageUpdater, by another Application, and
// resources of that kind.
func (p *packageRun) bringsCRD() bool { return p.installsUpdater() && p.model.ImageUpdater.Resource() }

// updater is the Application that installs Image Updater from its own repository, with its AppProject. They come before
// the Applications of the Projects, so that ImageUpdater resources find their CRD.
func (p *packageRun) updater() []*output {
	if !p.installsUpdater() {
		return nil
	}
	return []*output{p.updaterAppProject(), p.updaterApplication()}
}

// updaterAppProject allows the updater's repository, Argo CD's namespace and what the release installs without a
// namespace. No Secret: so Argo CD can neither write nor prune those that a person made for the updater.
func (p *packageRun) updaterAppProject() *output {
	o := p.appProjectOutput(updaterName, updaterFile, p.platformMark())
	o.tree = func(b *krm.Builder) *yaml.Node {
		root, spec := o.appProject(b, "-2", imageupdater.Repository, p.rootDestination(b))
		kinds := b.List()
		for _, k := range imageupdater.ClusterKinds() {
			kind := groupKind(b, k.Group, k.Kind)
			switch {
			case !k.InstalledBy(p.model.ImageUpdater):
				absentEntry(kind)
			case p.model.ArgoCD.Reads(argocd.KindAppProject, "spec.clusterResourceWhitelist.name"):
				b.Put(kind, "name", b.String(k.Names))
			default:
				b.Put(kind, "name", absent())
			}
			kinds.Content = append(kinds.Content, kind)
		}
		b.Put(spec, "clusterResourceWhitelist", kinds)
		b.Put(spec, "namespaceResourceBlacklist", b.List(groupKind(b, "", "Secret")))
		return root
	}
	return o
}

func (p *packageRun) updaterApplication() *output {
	o := &output{
		apiVersion: argocd.APIVersion, kind: argocd.KindApplication,
		namespace: p.model.Platform.Spec.ArgoCD.Namespace, name: updaterName,
		path: updaterFile, mark: p.platformMark(), lists: updaterLists, theirs: applicationTheirs,
	}
	o.tree = func(b *krm.Builder) *yaml.Node {
		root, _, annotations := o.header(b)
		b.Put(annotations, argocd.AnnotationSyncWave, b.String("-1"))
		spec := b.Put(b.Map(), "project", b.String(updaterName))
		source := b.Put(b.Map(), "repoURL", b.String(imageupdater.Repository))
		tag, _ := imageupdater.ReleaseTag(p.model.Platform.Spec.ImageUpdater.Version) // checked when it was read
		b.Put(source, "targetRevision", b.String(tag))
		b.Put(source, "path", b.String(p.model.ImageUpdater.InstallPath()))
		b.Put(source, "kustomize", b.Put(b.Map(), "patches", p.updaterPatches(b)))
		b.Put(spec, "source", source)
		b.Put(spec, "destination", p.rootDestination(b))
		b.Put(spec, "ignoreDifferences", p.updaterDifferences(b))
		sync := b.Put(b.Map(), "automated", automated(b, v1alpha1.Sync{Prune: true, SelfHeal: true}))
		b.Put(sync, "syncOptions", b.Strings(argocd.SyncOptionRespectIgnoreDifferences))
		b.Put(root, "spec", b.Put(spec, "syncPolicy", sync))
		return root
	}
	return o
}

// updaterPatches are laid over the installation as upstream has it.
func (p *packageRun) updaterPatches(b *krm.Builder) *yaml.Node {
	registries := updaterSetting(p.model)
	entry := func(there bool, kind, name, text string) *yaml.Node {
		target := b.Put(b.Map(), "kind", b.String(kind))
		if name != "" {
			b.Put(target, "name", b.String(name))
		}
		e := b.Put(b.Map(), "target", target)
		if !there {
			return absentEntry(e)
		}
		return b.Put(e, "patch", b.String(patchHead+"\n"+text))
	}
	config := "$patch: delete\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + updaterConfigMap + "\n"
	if !p.holdsUpdaterConfig() {
		config = string(krm.Append(nil, registries.configMap(b), 0))
	}
	subject := b.Put(b.Put(b.Put(b.Map(), "op", b.String("replace")), "path", b.String("/subjects/0/namespace")),
		"value", b.String(p.model.Platform.Spec.ArgoCD.Namespace))
	return b.List(
		entry(true, "Secret", "", "# Secrets are made by hand: they are no business of Argo CD.\n"+
			"$patch: delete\napiVersion: v1\nkind: Secret\nmetadata:\n  name: any\n"),
		entry(p.holdsUpdaterConfig() || len(registries.Data) > 0, kindConfigMap, updaterConfigMap, config),
		entry(len(registries.Data) > 0, "Deployment", "", "# The updater reads its registries only when it starts.\n"+
			"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: any\nspec:\n  template:\n    metadata:\n      annotations:\n        "+
			RegistriesAnnotation+": "+digest(registries)+"\n"),
		entry(p.model.Platform.Spec.ArgoCD.Namespace != imageupdater.InstallNamespace, "ClusterRoleBinding", "",
			string(krm.Append(nil, b.List(subject), 0))),
	)
}

// holdsUpdaterConfig reports whether the ConfigMap of the updater stands among the items as a whole.
func (p *packageRun) holdsUpdaterConfig() bool {
	return p.wholeConfigMap(updaterSetting(p.model)) != nil
}

// digest is a word that changes with a setting. It begins with a letter, so that no reader takes it for a number.
func digest(s Setting) string {
	h := sha256.New()
	for _, e := range s.Data {
		h.Write([]byte(e.Key + "\n" + e.Value + "\n"))
	}
	return "r" + hex.EncodeToString(h.Sum(nil)[:6])
}

// updaterDifferences keep Argo CD's hands off the keys of the updater's ConfigMaps that no patch names: upstream brings
// the ConfigMaps empty, and over one that was made by `kubectl apply` that would delete every key.
func (p *packageRun) updaterDifferences(b *krm.Builder) *yaml.Node {
	rule := func(name string) *yaml.Node {
		r := b.Put(b.Put(b.Map(), "kind", b.String(kindConfigMap)), "name", b.String(name))
		return b.Put(r, "namespace", b.String(p.model.Platform.Spec.ArgoCD.Namespace))
	}
	config, ssh := rule(updaterConfigMap), rule(imageupdater.ConfigMapSSH)
	b.Put(ssh, "jsonPointers", b.Strings("/data"))
	switch keys := p.updaterKeysInGit(); {
	case p.holdsUpdaterConfig():
		absentEntry(config)
	case len(keys) == 0:
		b.Put(config, "jqPathExpressions", absent())
		b.Put(config, "jsonPointers", b.Strings("/data"))
	default:
		b.Put(config, "jsonPointers", absent())
		b.Put(config, "jqPathExpressions", b.Strings(otherKeys(keys)))
	}
	return b.List(config, ssh)
}
