// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
)

// appProjectLists are the lists of an AppProject in which a person may have entries of their own.
var appProjectLists = lists{
	{path: "metadata.finalizers", identity: byValue},
	{path: "spec.sourceRepos", identity: byValue, recorded: true},
	{path: "spec.destinations", identity: byFields("server", "namespace"), recorded: true},
	{path: "spec.clusterResourceWhitelist", identity: byFields("group", "kind")},
	{path: "spec.namespaceResourceBlacklist", identity: byFields("group", "kind")},
	{path: "spec.namespaceResourceWhitelist", identity: byFields("group", "kind")},
	{path: "spec.roles", identity: byFields("name")},
}

// CIRole is the role of an AppProject that a pipeline's token has.
const CIRole = rbac.PipelineRole

// appProject is the AppProject of a Project: it allows this repository and this namespace, and nothing else.
func (p *packageRun) appProject(project *v1alpha1.Project) *output {
	o := p.appProjectOutput(project.Name, renderedFile(project), mark{ProjectAnnotation, project.Name})
	o.tree = func(b *krm.Builder) *yaml.Node {
		root, spec := o.appProject(b, "-1", project.Spec.Repository, p.destination(b, project))
		namespaces := b.List(p.namespaceKind(b, project))
		b.Put(spec, "clusterResourceWhitelist", namespaces)
		secret := groupKind(b, "", "Secret")
		if !secretsForbidden(project) {
			absentEntry(secret)
		}
		b.Put(spec, "namespaceResourceBlacklist", b.List(secret))
		b.Put(spec, "roles", b.List(p.ciRole(b, project)))
		return root
	}
	return o
}

func (p *packageRun) appProjectOutput(name, path string, m mark) *output {
	return &output{
		apiVersion: argocd.APIVersion, kind: argocd.KindAppProject,
		namespace: p.model.Platform.Spec.ArgoCD.Namespace, name: name, path: path, mark: m, lists: appProjectLists,
	}
}

// appProject returns the head of an AppProject and its spec. It is made before its Application, by the wave, and, by the finalizer,
// goes after it: an Application whose AppProject is gone never finishes its own deletion.
func (o *output) appProject(b *krm.Builder, wave, repository string, destination *yaml.Node) (root, spec *yaml.Node) {
	root, metadata, annotations := o.header(b)
	b.Put(annotations, argocd.AnnotationSyncWave, b.String(wave))
	b.Put(metadata, "finalizers", b.Strings(argocd.Finalizer))
	spec = b.Put(b.Map(), "sourceRepos", b.Strings(repository))
	b.Put(spec, "destinations", b.List(destination))
	b.Put(root, "spec", spec)
	return root, spec
}

// namespaceKind allows the one Namespace that CreateNamespace makes. Argo CD checks it like any other resource.
func (p *packageRun) namespaceKind(b *krm.Builder, project *v1alpha1.Project) *yaml.Node {
	n := groupKind(b, "", "Namespace")
	if !project.Spec.Sync.CreateNamespace {
		return absentEntry(n)
	}
	if p.model.ArgoCD.Reads(argocd.KindAppProject, "spec.clusterResourceWhitelist.name") {
		return b.Put(n, "name", b.String(project.Spec.Namespace))
	}
	return b.Put(n, "name", absent())
}

// secretsForbidden reports whether Argo CD has no business with any Secret of the Project.
func secretsForbidden(project *v1alpha1.Project) bool {
	if project.Spec.RendersSecrets {
		return false
	}
	for _, s := range project.Spec.Secrets {
		if s.Mode != v1alpha1.OutOfBand {
			return false
		}
	}
	return true
}

// ciRole is the role of the pipeline: get and sync on the Project's Application.
func (p *packageRun) ciRole(b *krm.Builder, project *v1alpha1.Project) *yaml.Node {
	role := b.Put(b.Map(), "name", b.String(CIRole))
	if p.model.Platform.Spec.ArgoCD.CI != v1alpha1.CIProjectRole {
		return absentEntry(role)
	}
	b.Put(role, "description", b.String("The pipeline may read and sync the Application"))
	return b.Put(role, "policies", b.Strings(rbac.RolePolicies(project.Name, CIRole, "", project.Name)...))
}

func groupKind(b *krm.Builder, group, kind string) *yaml.Node {
	return b.Put(b.Put(b.Map(), "group", b.String(group)), "kind", b.String(kind))
}
