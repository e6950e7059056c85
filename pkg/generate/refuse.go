// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// selectionAnnotation stands on every item that kpt hands over as a selection; without one kpt does not write it.
const selectionAnnotation = "internal.config.k8s.io/kpt-resource-id"

// narrowed refuses a selection of the package: a generator that does not see what exists writes a second one beside it.
func narrowed(list *krm.ResourceList) []krm.Result {
	for _, it := range list.Items {
		if _, ok := it.Annotation(selectionAnnotation); ok {
			return []krm.Result{{
				Message: "the Kptfile narrows this function by `selectors` or `exclude`, which hides resources that exist; remove them",
				Rule:    "narrowed-generator",
			}}
		}
	}
	var results []krm.Result
	for _, it := range list.Items {
		if it.Is("kpt.dev", "Kptfile") {
			results = append(results, narrowedBy(it)...)
		}
	}
	return results
}

// narrowedBy finds generators with selectors in a Kptfile.
func narrowedBy(kptfile *krm.Item) []krm.Result {
	mutators := kptfile.Lookup("pipeline", "mutators")
	if mutators == nil {
		return nil
	}
	var results []krm.Result
	for i, m := range mutators.Content {
		if !generator(m) {
			continue
		}
		for _, field := range []string{"selectors", "exclude"} {
			if n := krm.Lookup(m, field); n != nil && len(n.Content) > 0 {
				results = append(results, kptfile.Result(krm.Error, "narrowed-generator",
					fmt.Sprintf("pipeline.mutators[%d].%s", i, field), n,
					"must not narrow a generator: it hides resources that exist; remove it"))
			}
		}
	}
	return results
}

// generator reports whether an entry of a pipeline calls a function of this package.
func generator(entry *yaml.Node) bool {
	image := krm.Text(krm.Lookup(entry, "image"))
	image, _, _ = strings.Cut(image, "@")
	image, _, _ = strings.Cut(path.Base(image), ":")
	exec := strings.Fields(krm.Text(krm.Lookup(entry, "exec")))
	if len(exec) > 0 {
		image = path.Base(exec[len(exec)-1])
	}
	switch image {
	case DeliveryName, ApplicationName, RBACName, SecretStubsName:
		return true
	}
	return false
}

// conflicts finds what stands twice and names that two outputs would share.
func (p *packageRun) conflicts() []krm.Result {
	results := p.twice
	for _, project := range p.model.Projects {
		if renderedFile(project) == renderedList {
			results = append(results, project.Item.Result(krm.Error, "name-taken", "metadata.name", project.Item.Lookup("metadata", "name"),
				"%q must not be the name of a Project: its file would be the kustomization that lists the others", project.Name))
		}
	}
	if p.installsUpdater() {
		results = append(results, p.updaterNameTaken()...)
	}
	platform := p.model.Platform
	if platform.Item == nil || platform.Spec.Package == nil {
		return results
	}
	for _, project := range p.model.Projects {
		if project.Name == platform.Name {
			results = append(results, project.Item.Result(krm.Error, "name-taken", "metadata.name", project.Item.Lookup("metadata", "name"),
				"%q is also the name of the Platform, whose root Application and AppProject have it; rename one of them", project.Name))
		}
	}
	return results
}

// updaterNameTaken finds a Project, or a Platform with a root Application, of the name that the installation of Image
// Updater has.
func (p *packageRun) updaterNameTaken() []krm.Result {
	var results []krm.Result
	taken := func(it *krm.Item) {
		results = append(results, it.Result(krm.Error, "name-taken", "metadata.name", it.Lookup("metadata", "name"),
			"%q is also the name of the Application that installs Image Updater, because spec.imageUpdater.install is set; choose another", updaterName))
	}
	for _, project := range p.model.Projects {
		if project.Name == updaterName {
			taken(project.Item)
		}
	}
	if platform := p.model.Platform; platform.Spec.Package != nil && platform.Name == updaterName {
		taken(platform.Item)
	}
	return results
}

// noProjects refuses to prune everything: more often the Projects were not read than meant to go.
func noProjects(marked []*krm.Item) krm.Result {
	return krm.Result{
		Message: fmt.Sprintf("there is no Project among the items, but %d resources were made from one (the first is %s in %s); nothing was pruned. "+
			"Is the folder with the Projects part of the package? If all of them are to go, call `fairlead render --allow-empty`, or set `spec.allowEmpty: true` in the function's configuration",
			len(marked), marked[0].Ref(), place(marked[0])),
		Rule: "no-projects",
	}
}
