// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"strconv"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// packageRun is one run over one package.
type packageRun struct {
	list  *krm.ResourceList
	model *v1alpha1.Model
	scope scope
	// items are the resources of the kinds that are generated, by identity.
	items map[identity]*krm.Item
	// wanted are the items that an output stands for.
	wanted map[*krm.Item]bool
	// local are new items that no cluster gets.
	local map[*krm.Item]bool
	// next is the index for the next new resource of a file of this package.
	next map[string]int
	// gone are the files of this package that lose their last resource in this run.
	gone map[string]bool
	// home is the package that the function runs for; items of packages below it have paths of their own.
	home string
	// owners are the marked items, in order.
	owners []*krm.Item
	// twice are the resources that stand twice, as results.
	twice []krm.Result
	// underKustomize says that what no cluster gets need not be made: kustomize drops it.
	underKustomize bool
}

type identity struct{ group, kind, namespace, name string }

func newPackage(list *krm.ResourceList, model *v1alpha1.Model, s scope) *packageRun {
	p := &packageRun{
		list: list, model: model, scope: s,
		items: map[identity]*krm.Item{}, wanted: map[*krm.Item]bool{}, next: map[string]int{}, local: map[*krm.Item]bool{}, gone: map[string]bool{}, home: home(list),
		underKustomize: list.UnderKustomize(),
	}
	for _, it := range list.Items {
		if it.Path != "" && it.Package == p.home && it.Index >= p.next[it.Path] {
			p.next[it.Path] = it.Index + 1
		}
		if scopeOf(it) == 0 || it.Group() == kustomizeGroup && it.Package != p.home {
			continue // a package below has a kustomization of its own
		}
		id := identity{it.Group(), it.Kind, it.Namespace, it.Name}
		if first := p.items[id]; first != nil {
			p.twice = append(p.twice, it.Result(krm.Error, "resource-stands-twice", "", nil,
				"this resource stands twice among the items, also in %s; remove one", place(first)))
			continue
		}
		p.items[id] = it
		if marked(it) {
			p.owners = append(p.owners, it)
		}
	}
	return p
}

// home returns the package that holds the others: its folder has the shortest name.
func home(list *krm.ResourceList) string {
	shortest, found := "", false
	for _, it := range list.Items {
		if it.Path != "" && (!found || folderLength(it.Package) < folderLength(shortest)) {
			shortest, found = it.Package, true
		}
	}
	return shortest
}

// folderLength is the length of a folder's name; that of the folder in which all others are is 0, however it is written.
func folderLength(folder string) int {
	if folder == "." {
		return 0
	}
	return len(folder)
}

// scopeOf returns the scope that an item's kind belongs to; 0 for a kind that is not generated.
func scopeOf(it *krm.Item) scope {
	switch it.Group() {
	case argocd.Group:
		if it.Kind == argocd.KindApplication || it.Kind == argocd.KindAppProject {
			return applications
		}
	case imageupdater.Prefix:
		if it.Kind == imageupdater.Kind {
			return applications
		}
	case kustomizeGroup:
		switch {
		case it.Kind == kindComponent && it.Name != "":
			return access
		case it.Kind == kindKustomization && it.Name != "":
			return applications
		}
	case "":
		switch {
		case it.Kind == "Secret" && it.LocalConfig():
			return stubs
		case it.Kind == kindConfigMap && contains(configMaps, it.Name):
			return access
		}
	}
	return 0
}

// find returns the item of an identity. A file that leaves its namespace to a kustomization is found as well.
func (p *packageRun) find(group, kind, namespace, name string) *krm.Item {
	if it := p.items[identity{group, kind, namespace, name}]; it != nil {
		return it
	}
	return p.items[identity{group, kind, "", name}]
}

// outputs returns all that must be there, the outputs of a Project together.
func (p *packageRun) outputs() []*output {
	var outputs []*output
	if p.scope&applications != 0 {
		for _, project := range p.model.Projects {
			outputs = append(outputs, p.appProject(project), p.application(project))
			if p.model.ImageUpdater.Resource() && len(project.Spec.Images) > 0 {
				outputs = append(outputs, p.imageUpdater(project))
			}
		}
		outputs = append(outputs, p.updater()...)
		outputs = append(outputs, p.root()...)
	}
	if p.scope&stubs != 0 {
		outputs = append(outputs, p.secretStubs()...)
	}
	if p.scope&access != 0 {
		outputs = append(outputs, p.settings()...)
	}
	return outputs
}

// marked reports whether a resource was made by Fairlead and is still Fairlead's.
func marked(it *krm.Item) bool {
	_, project := it.Annotation(ProjectAnnotation)
	_, platform := it.Annotation(PlatformAnnotation)
	return project || platform
}

// marked returns the items with an annotation of Fairlead's.
func (p *packageRun) marked(annotation string) []*krm.Item {
	var items []*krm.Item
	for _, it := range p.owners {
		if _, ok := it.Annotation(annotation); ok {
			items = append(items, it)
		}
	}
	return items
}

// place says where an item stands, for a message.
func place(it *krm.Item) string {
	if it.Path == "" {
		return it.Ref().String()
	}
	if line, _ := it.Position(nil); line > 0 {
		return it.Path + ":" + strconv.Itoa(line)
	}
	return it.Path
}

// renderedFile is where the resources of a Project stand that a cluster gets.
func renderedFile(project *v1alpha1.Project) string { return renderedDir + project.Name + ".yaml" }
