// SPDX-License-Identifier: Apache-2.0

// Package generate makes, from the Projects and the Platform of a package, everything that Argo CD and Image Updater
// need to deliver them, and keeps it in step: what is new is added, what a person changed keeps their changes, and what
// no Project asks for any more goes.
//
// One output kind is one file of this package. An output is a tree of what the resource must hold; the same tree is
// printed where the resource is new and laid over the resource where it exists (see merge.go).
package generate

import (
	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Annotations by which Fairlead knows what it made. Who takes the first two off a resource owns it from then on.
const (
	// ProjectAnnotation names the Project that a resource was made from.
	ProjectAnnotation = v1alpha1.Group + "/project"
	// PlatformAnnotation marks what is made once in a package: it names the Platform, or is DefaultPlatform.
	PlatformAnnotation = v1alpha1.Group + "/platform"
	// OwnedAnnotation lists the entries of lists, and the keys of ConfigMaps, that Fairlead put among those of a person,
	// so that it can take them out again. Entries are separated by spaces.
	OwnedAnnotation = v1alpha1.Group + "/owned"
)

// DefaultPlatform is the value of PlatformAnnotation in a package without a Platform.
const DefaultPlatform = "none"

// scope is what a function sets and prunes.
type scope uint8

const (
	// applications are Application, AppProject, ImageUpdater and the kustomization that lists them.
	applications scope = 1 << iota
	// access is what has to be set in the ConfigMaps of Argo CD and Image Updater.
	access
	// stubs are the examples of Secrets.
	stubs
)

// Names of the functions of this package.
const (
	DeliveryName    = "generate-delivery"
	ApplicationName = "generate-application"
	RBACName        = "generate-rbac"
	SecretStubsName = "generate-secret-stubs"
)

// Delivery makes everything.
func Delivery(list *krm.ResourceList) error {
	return run(list, DeliveryName, applications|access|stubs)
}

// Application makes Applications, AppProjects and ImageUpdaters, and the kustomization that lists them.
func Application(list *krm.ResourceList) error { return run(list, ApplicationName, applications) }

// RBAC makes the patches for the ConfigMaps of Argo CD and Image Updater: accounts, policies, registries.
func RBAC(list *krm.ResourceList) error { return run(list, RBACName, access) }

// SecretStubs makes the examples of Secrets that a person fills.
func SecretStubs(list *krm.ResourceList) error { return run(list, SecretStubsName, stubs) }

// run makes the outputs of a scope. What is wrong with the input becomes a result of the list.
func run(list *krm.ResourceList, function string, s scope) error {
	config, problems := v1alpha1.DecodeConfig(list.FunctionConfig, function)
	list.Report(problems...)
	list.Report(narrowed(list)...)
	model, problems := v1alpha1.Load(list)
	if krm.Failed(problems) || krm.Failed(list.Results) {
		list.Report(problems...)
		return nil
	}
	idle := len(model.Projects) == 0 && model.Platform.Item == nil
	if !idle {
		list.Report(problems...)
	}
	p := newPackage(list, model, s)
	if len(model.Projects) == 0 && !config.AllowEmpty {
		if marked := p.marked(ProjectAnnotation); len(marked) > 0 {
			list.Report(noProjects(marked))
			return nil
		}
	}
	list.Report(p.conflicts()...)
	if krm.Failed(list.Results) {
		return nil
	}
	keepLocal(model)
	for _, o := range p.outputs() {
		p.place(o)
	}
	p.prune()
	p.listRendered()
	return nil
}

// keepLocal keeps Projects and the Platform out of every cluster: the API server knows neither kind.
func keepLocal(m *v1alpha1.Model) {
	if m.Platform.Item != nil {
		m.Platform.Item.Annotate(krm.LocalConfigAnnotation, "true")
	}
	for _, p := range m.Projects {
		p.Item.Annotate(krm.LocalConfigAnnotation, "true")
	}
}
