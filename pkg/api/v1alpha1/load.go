// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"reflect"
	"sort"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// Model is what the Projects and the Platform of a package say, with every default filled in.
type Model struct {
	// Platform is never nil; its Item is where the package has no Platform.
	Platform *Platform
	// Projects in the order of the items.
	Projects []*Project
	// ArgoCD and ImageUpdater are the target versions.
	ArgoCD       argocd.Version
	ImageUpdater imageupdater.Version
}

// Project returns the Project of a name, or nil.
func (m *Model) Project(name string) *Project {
	for _, p := range m.Projects {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Load reads the Projects and the Platform among the items of a list. The Model is complete only where no result is an
// error; the results hold all that is wrong at once.
func Load(list *krm.ResourceList) (*Model, []krm.Result) {
	l := &loader{model: &Model{}, allowTags: map[string]error{}}
	platforms, projects := l.find(list)
	l.platform(platforms, len(projects) > 0)
	l.model.Projects = make([]*Project, 0, len(projects))
	for _, it := range projects {
		l.project(it)
	}
	l.crossProjects()
	l.crossFolders()
	l.crossSecrets()
	return l.model, l.results
}

// loader collects the results of one Load.
type loader struct {
	model   *Model
	results []krm.Result
	// allowTags remembers what was checked: a regular expression is dear, and most Projects have the same one.
	allowTags map[string]error
}

// find returns the items that are ours, and reports those that want to be.
func (l *loader) find(list *krm.ResourceList) (platforms, projects []*krm.Item) {
	for _, it := range list.Items {
		if it.Node() == nil || it.Removed() {
			continue
		}
		if it.Group() != Group {
			l.misspeltGroup(it)
			continue
		}
		switch {
		case it.Kind != KindProject && it.Kind != KindPlatform:
			if !isConfigKind(it.Kind) {
				l.unknownKind(it)
			}
		case it.APIVersion != APIVersion:
			r := it.Result(krm.Error, "unknown-version", "apiVersion", it.Lookup("apiVersion"), "%q must be %q", it.APIVersion, APIVersion)
			r.Field.CurrentValue, r.Field.ProposedValue = it.APIVersion, APIVersion
			l.results = append(l.results, r)
		case it.Kind == KindPlatform:
			platforms = append(platforms, it)
		default:
			projects = append(projects, it)
		}
	}
	inOrder(platforms)
	inOrder(projects)
	return platforms, projects
}

// inOrder sorts items by their place in the package, so that neither what is made nor what is said depends on the order
// in which an orchestrator hands them over.
func inOrder(items []*krm.Item) {
	less := func(i, j int) bool {
		a, b := items[i], items[j]
		return a.Path < b.Path || a.Path == b.Path && a.Index < b.Index
	}
	if !sort.SliceIsSorted(items, less) {
		sort.SliceStable(items, less)
	}
}

// misspeltGroup finds a Project or Platform whose group is nearly ours: it would be passed over in silence.
func (l *loader) misspeltGroup(it *krm.Item) {
	if it.Kind != KindProject && it.Kind != KindPlatform {
		return
	}
	if _, near := nearest.Name(it.Group(), []string{Group}); near {
		r := it.Result(krm.Error, "unknown-version", "apiVersion", it.Lookup("apiVersion"), "%q must be %q", it.APIVersion, APIVersion)
		r.Field.CurrentValue, r.Field.ProposedValue = it.APIVersion, APIVersion
		l.results = append(l.results, r)
	}
}

func (l *loader) unknownKind(it *krm.Item) {
	known := []string{KindProject, KindPlatform}
	r := it.Result(krm.Error, "unknown-kind", "kind", it.Lookup("kind"), "%s", unknownText("unknown kind of "+Group, it.Kind, known))
	r.Field.CurrentValue = it.Kind
	l.results = append(l.results, r)
}

// project decodes, checks and completes one Project.
func (l *loader) project(it *krm.Item) {
	p := &Project{Item: it, Name: nameOf(it)}
	for i := range projectDefaults {
		if projectDefaults[i].first {
			projectDefaults[i].fill(l.model, p)
		}
	}
	d := decoder{item: it}
	d.resource(reflect.ValueOf(&p.Spec).Elem(), specRequired)
	l.results = append(l.results, d.results...)
	c := check{loader: l, item: it}
	c.project(p)
	for i := range projectDefaults {
		if !projectDefaults[i].first {
			projectDefaults[i].fill(l.model, p)
		}
	}
	l.model.Projects = append(l.model.Projects, p)
}

// platform decodes, checks and completes the Platform, which decides the versions that all else is checked against.
func (l *loader) platform(items []*krm.Item, haveProjects bool) {
	p := &Platform{}
	l.model.Platform = p
	c := check{loader: l}
	for i, it := range items {
		if i > 0 {
			l.results = append(l.results, it.Result(krm.Error, "second-platform", "", nil,
				"a package must hold one Platform, and %s is one: keep one of the two", place(items[0])))
		}
		// A further Platform is read too, so that what is wrong in it is said at once.
		var spec PlatformSpec
		d := decoder{item: it}
		d.resource(reflect.ValueOf(&spec).Elem(), specResource)
		l.results = append(l.results, d.results...)
		if i == 0 {
			p.Item, p.Name, p.Spec = it, nameOf(it), spec
			c.item = it
		}
	}
	if p.Item != nil || haveProjects {
		c.versions(p)
	}
	if p.Item != nil {
		c.platform(p)
	}
	p.Spec.ArgoCD.URL = strings.TrimSuffix(p.Spec.ArgoCD.URL, "/")
	for i := range platformDefaults {
		platformDefaults[i].fill(l.model)
	}
}
