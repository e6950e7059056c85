// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// projects are what the rules on the pipelines of Projects look at: their findings stand on lines of policies, and on Projects.
var projects = []rule.Kind{{Group: v1alpha1.Group, Name: v1alpha1.KindProject}}

// caller is who the pipelines of Projects are to Argo CD: a local account, or the role of an AppProject.
type caller struct {
	subject  string
	projects []*v1alpha1.Project
	// isRole means that the subject is the role of the Project's own AppProject.
	isRole bool
}

// callers are those of all Projects, in the order of the Projects, and by the Project's resource.
type callers struct {
	all    []*caller
	byItem map[*krm.Item]*called
}

// called is a Project and its caller.
type called struct {
	*caller
	project *v1alpha1.Project
}

type callersKey struct{}

func callersOf(c *rule.Context) callers {
	return rule.Memo(c, callersKey{}, func() callers {
		found := callers{byItem: map[*krm.Item]*called{}}
		bySubject := map[string]*caller{}
		m := c.Model()
		for _, p := range m.Projects {
			subject, isRole := p.Spec.CI.Account, m.Platform.Spec.ArgoCD.CI == v1alpha1.CIProjectRole
			if isRole {
				subject = rbac.ProjectRoleSubject(p.Name, rbac.PipelineRole)
			}
			if p.Name == "" || subject == "" {
				continue // what is wrong in it is said already
			}
			if bySubject[subject] == nil {
				bySubject[subject] = &caller{subject: subject, isRole: isRole}
				found.all = append(found.all, bySubject[subject])
			}
			bySubject[subject].projects = append(bySubject[subject].projects, p)
			found.byItem[p.Item] = &called{bySubject[subject], p}
		}
		return found
	})
}

type applicationsKey struct{}

// applicationOf returns the Application of a Project, where it is among the resources.
func applicationOf(c *rule.Context, p *v1alpha1.Project) *krm.Item {
	byName := rule.Memo(c, applicationsKey{}, func() map[string][]*krm.Item {
		index := map[string][]*krm.Item{}
		for _, it := range c.Of(argocd.Group, argocd.KindApplication) {
			index[it.Name] = append(index[it.Name], it)
		}
		return index
	})
	if found := byName[p.Name]; len(found) == 1 {
		return found[0]
	}
	return nil
}

// objectOf returns what Argo CD asks for the Application of a Project: <project>/<name>, with the namespace between where that is
// not Argo CD's own.
func objectOf(c *rule.Context, p *v1alpha1.Project) string {
	project, namespace := p.Name, ""
	if it := applicationOf(c, p); it != nil {
		if given := krm.Text(it.Lookup("spec", "project")); given != "" && !view.Templated(given) {
			project = given
		}
		if own := c.Model().Platform.Spec.ArgoCD.Namespace; it.Namespace != "" && it.Namespace != own {
			namespace = it.Namespace + "/"
		}
	}
	return project + "/" + namespace + p.Name
}

// needed returns what the pipelines of a caller may do: get and sync on their Applications, and look at their AppProjects, for
// which the argocd command asks. wide allows all Applications of these AppProjects.
func (cl *caller) needed(c *rule.Context, wide bool) []rbac.Permission {
	var all []rbac.Permission
	for _, p := range cl.projects {
		for _, object := range objectsOf(c, p) {
			project, _, _ := strings.Cut(object, "/")
			if wide {
				object = project + "/*"
			}
			all = append(all,
				rbac.Permission{Resource: "applications", Action: "get", Object: object},
				rbac.Permission{Resource: "applications", Action: "sync", Object: object},
				rbac.Permission{Resource: "projects", Action: "get", Object: project},
			)
		}
	}
	return all
}

// objectsOf returns the Application of a Project as it is and as it should be: where they differ, that is another mistake.
func objectsOf(c *rule.Context, p *v1alpha1.Project) []string {
	objects := []string{objectOf(c, p)}
	if generated := p.Name + "/" + p.Name; objects[0] != generated {
		objects = append(objects, generated)
	}
	return objects
}

// objects names the Applications of a caller.
func (cl *caller) objects(c *rule.Context) string {
	return some(len(cl.projects), func(i int) string { return objectOf(c, cl.projects[i]) })
}

// some names the first few of n.
func some(n int, name func(i int) string) string {
	const most = 3
	shown := n
	if n > most+1 {
		shown = most
	}
	names := make([]string, shown)
	for i := range names {
		names[i] = name(i)
	}
	switch {
	case shown < n:
		return fmt.Sprintf("%s and %d more", strings.Join(names, ", "), n-shown)
	case n > 1:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// accountNode returns where a Project names its account, and its path; the Project itself where it does not.
func accountNode(p *v1alpha1.Project) (*yaml.Node, string) {
	if n := p.Item.Lookup("spec", "ci", "account"); n != nil {
		return n, "spec.ci.account"
	}
	return nil, ""
}

// isFirst reports whether an item is the first Project of a caller.
func (cl *caller) isFirst(it *krm.Item) bool { return cl.projects[0].Item == it }

// allowed returns whether a caller may get and sync the Application of a Project.
func (a *authority) allowed(c *rule.Context, cl *called) (get, sync bool) {
	for _, object := range objectsOf(c, cl.project) {
		get = get || a.model.Allows(cl.subject, rbac.Request{Resource: "applications", Action: "get", Object: object})
		sync = sync || a.model.Allows(cl.subject, rbac.Request{Resource: "applications", Action: "sync", Object: object})
	}
	return get, sync
}

// grantPlaces returns the lines that let a caller get and sync the Application of a Project.
func (a *authority) grantPlaces(c *rule.Context, cl *called) []rule.Place {
	var places []rule.Place
	for _, action := range [...]string{"get", "sync"} {
		for _, g := range a.model.Grants(cl.subject, rbac.Request{Resource: "applications", Action: action, Object: objectOf(c, cl.project)}) {
			if g.Source == rbac.BuiltIn {
				continue
			}
			at := a.lines[g.Source](g.Line)
			if place := rule.PlaceOf(at.item, at.at); !slices.Contains(places, place) {
				places = append(places, place)
			}
		}
	}
	if a.standard != nil {
		places = append(places, rule.PlaceOf(a.standard.item, a.standard.at))
	}
	return places
}
