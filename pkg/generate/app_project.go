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
const CIRole = "ci"

// appProject is the AppProject of a Project: it allows this repository and this namespace, and nothing else.
func (p *packageRun) appProject(project *v1alpha1.Project) *output {
	o := p.appProjectOutput(project.Name, renderedFile(project), mark{ProjectAnnotation, project.Name})
	o.tree = func() *yaml.Node {
		root, spec := o.appProject(project.Spec.Repository, p.destination(project))
		namespaces := krm.List(p.namespaceKind(project))
		krm.Put(spec, "clusterResourceWhitelist", namespaces)
		secret := groupKind("", "Secret")
		if !secretsForbidden(project) {
			absentEntry(secret)
		}
		krm.Put(spec, "namespaceResourceBlacklist", krm.List(secret))
		krm.Put(spec, "roles", krm.List(p.ciRole(project)))
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

// appProject returns the head of an AppProject and its spec. It is made before its Application and, by the finalizer,
// goes after it: an Application whose AppProject is gone never finishes its own deletion.
func (o *output) appProject(repository string, destination *yaml.Node) (root, spec *yaml.Node) {
	root, metadata, annotations := o.header()
	krm.Put(annotations, argocd.AnnotationSyncWave, krm.String("-1"))
	krm.Put(metadata, "finalizers", krm.Strings([]string{argocd.Finalizer}))
	spec = krm.Put(krm.Map(), "sourceRepos", krm.Strings([]string{repository}))
	krm.Put(spec, "destinations", krm.List(destination))
	krm.Put(root, "spec", spec)
	return root, spec
}

// namespaceKind allows the one Namespace that CreateNamespace makes. Argo CD checks it like any other resource.
func (p *packageRun) namespaceKind(project *v1alpha1.Project) *yaml.Node {
	n := groupKind("", "Namespace")
	if !project.Spec.Sync.CreateNamespace {
		return absentEntry(n)
	}
	if p.model.ArgoCD.Reads(argocd.KindAppProject, "spec.clusterResourceWhitelist.name") {
		krm.Put(n, "name", krm.String(project.Spec.Namespace))
	}
	return n
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
func (p *packageRun) ciRole(project *v1alpha1.Project) *yaml.Node {
	role := krm.Put(krm.Map(), "name", krm.String(CIRole))
	if p.model.Platform.Spec.ArgoCD.CI != v1alpha1.CIProjectRole {
		return absentEntry(role)
	}
	krm.Put(role, "description", krm.String("The pipeline may read and sync the Application"))
	return krm.Put(role, "policies", krm.Strings(rbac.RolePolicies(project.Name, CIRole, "", project.Name)))
}

func groupKind(group, kind string) *yaml.Node {
	return krm.Put(krm.Put(krm.Map(), "group", krm.String(group)), "kind", krm.String(kind))
}
