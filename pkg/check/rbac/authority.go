// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	slashed "path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// authority is all that decides what a subject may do, as far as it is among the resources: argocd-rbac-cm, the patches of it,
// and the roles of AppProjects.
type authority struct {
	model *rbac.Model
	// lines finds where a line of a source stands.
	lines map[string]func(line int) grantedAt
	// standard is policy.default, nil where nothing sets it.
	standard *grantedAt
	// unclear says why nothing can be said about the policy; "" where it can. missing says what else may allow something.
	unclear, missing string
	// unread are the AppProjects whose roles Argo CD does not load, or that nobody can read here.
	unread map[string]bool
	// faulty are the AppProjects with a role in which another rule finds a mistake.
	faulty map[string]bool
	// roles are the AppProjects that are among the resources.
	roles map[string]*krm.Item
}

// grantedAt is a place that gives a right.
type grantedAt struct {
	item    *krm.Item
	path    string
	at      *yaml.Node
	current string
	// prefix says which line of a text it is.
	prefix string
	// faulty means that a rule on AppProjects finds a mistake in it.
	faulty bool
}

type authorityKey struct{}

// authorityOf reads what decides, once in a run.
func authorityOf(c *rule.Context) *authority {
	return rule.Memo(c, authorityKey{}, func() *authority {
		a := &authority{lines: map[string]func(int) grantedAt{}, unread: map[string]bool{}, faulty: map[string]bool{}, roles: map[string]*krm.Item{}}
		p := a.layers(c)
		a.model = rbac.NewModel(c.ArgoCD, p.regex, p.standard)
		for _, f := range p.inOrder() {
			a.addCSV(f)
		}
		a.addProjects(c)
		return a
	})
}

// composed is the policy that results where patches are laid over a ConfigMap.
type composed struct {
	csvs     map[string]layer
	regex    bool
	standard string
}

// layer is a key and the ConfigMap or patch that has the last word on it.
type layer struct {
	item *krm.Item
	csv  *csv
}

// inOrder returns the keys as Argo CD joins them: policy.csv, then the others by name.
func (p composed) inOrder() []layer {
	var keys []string
	for key := range p.csvs {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if (a == "policy.csv") != (b == "policy.csv") {
			if a == "policy.csv" {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	all := make([]layer, len(keys))
	for i, key := range keys {
		all[i] = p.csvs[key]
	}
	return all
}

// layers lays the patches of argocd-rbac-cm over the ConfigMap.
func (a *authority) layers(c *rule.Context) composed {
	p := composed{csvs: map[string]layer{}}
	var whole []*krm.Item
	namespace := c.Model().Platform.Spec.ArgoCD.Namespace
	for _, it := range c.Of("", "ConfigMap") {
		if it.Name == argocd.ConfigMapRBAC && (it.Namespace == "" || it.Namespace == namespace) {
			whole = append(whole, it)
		}
	}
	switch {
	case len(whole) == 0:
		a.missing = argocd.ConfigMapRBAC + " is not among the resources"
	case len(whole) > 1:
		a.unclear = fmt.Sprintf("%s stands at %s and at %s", argocd.ConfigMapRBAC, rule.PlaceOf(whole[0], nil), rule.PlaceOf(whole[1], nil))
		return p
	case of(c, whole[0]).partial || isPatchFile(c, whole[0]):
		a.missing = argocd.ConfigMapRBAC + " is among the resources in part only"
	}
	all := slices.Clone(whole)
	for _, it := range c.Patches("ConfigMap") {
		if it.Name == argocd.ConfigMapRBAC {
			all = append(all, it)
		}
	}
	patched := map[string]*krm.Item{}
	for i, it := range all {
		m := of(c, it)
		p.regex = p.regex || m.regex
		for _, f := range m.csvs {
			key := f.key.Key.Value
			if other := patched[key]; other != nil {
				a.unclear = fmt.Sprintf("two patches set %s, at %s and at %s", key, rule.PlaceOf(other, f.key.Key), rule.PlaceOf(it, f.key.Key))
			}
			if i >= len(whole) {
				patched[key] = it
			}
			for _, problem := range f.problems {
				if problem.Fatal && !f.templated(problem.Line) {
					a.unclear = "Argo CD cannot load the policy, for a line at " + rule.PlaceOf(it, f.text.At(problem.Line, 1)).String()
				}
			}
			p.csvs[key] = layer{it, f}
		}
		for _, pair := range data(it) {
			if pair.Key.Value != "policy.default" {
				continue
			}
			if view.Templated(pair.Value.Value) {
				a.missing = "a template writes policy.default"
				continue
			}
			p.standard = pair.Value.Value
			a.standard = &grantedAt{item: it, path: path(pair.Key.Value), at: pair.Value, current: pair.Value.Value}
		}
	}
	return p
}

// isPatchFile reports whether a kustomization among the resources uses the file of a ConfigMap as a patch.
func isPatchFile(c *rule.Context, it *krm.Item) bool {
	if it.Path == "" {
		return false
	}
	if strings.Contains(strings.ToLower(slashed.Base(it.Path)), "patch") || krm.Lookup(it.Node(), "$patch") != nil {
		return true
	}
	for _, kind := range [...]string{"Kustomization", "Component"} {
		for _, k := range c.Of("kustomize.config.k8s.io", kind) {
			for _, field := range [...]string{"patches", "patchesStrategicMerge"} {
				for _, e := range view.Entries(k.Lookup(field)) {
					file := e.Value
					if e.Kind == yaml.MappingNode {
						file = krm.Text(krm.Lookup(e, "path"))
					}
					if file != "" && slashed.Join(slashed.Dir(k.Path), file) == it.Path {
						return true
					}
				}
			}
		}
	}
	return false
}

// addCSV adds the lines of one key that no template writes.
func (a *authority) addCSV(f layer) {
	var policy rbac.Policy
	for i, line := range f.csv.policy.Lines {
		if !f.csv.templated(i + 1) {
			policy.Lines = append(policy.Lines, line)
		}
	}
	source := strconv.Itoa(len(a.lines))
	a.lines[source] = func(line int) grantedAt {
		p := f.csv.problem(line, 0, "")
		return grantedAt{f.item, p.Path, p.At, strings.TrimSpace(f.csv.text.Lines[line-1]), p.Message, false}
	}
	a.model.Add(source, policy)
}

// addProjects adds the roles of the AppProjects.
func (a *authority) addProjects(c *rule.Context) {
	for _, it := range c.Of(argocd.Group, argocd.KindAppProject) {
		if a.roles[it.Name] != nil {
			a.unread[it.Name] = true // two of one name
			continue
		}
		a.roles[it.Name] = it
		a.addRoles(c, it)
	}
}

func (a *authority) addRoles(c *rule.Context, it *krm.Item) {
	var roles []rbac.Role
	var places []grantedAt // of the lines that AddProject makes of the roles
	for i, n := range view.Entries(it.Lookup("spec", "roles")) {
		at := view.At("spec.roles", i)
		role := rbac.Role{Name: krm.Text(krm.Lookup(n, "name"))}
		places = append(places, grantedAt{item: it, path: at, at: n}) // projects, get
		for _, field := range [...]string{"policies", "groups"} {
			for k, e := range view.Entries(krm.Lookup(n, field)) {
				if e.ShortTag() != "!!str" || view.Templated(e.Value) || strings.Contains(e.Value, "\n") {
					a.unread[it.Name] = true
					return
				}
				faulty := field == "policies" && !soundPolicy(c, it.Name, role.Name, e.Value)
				places = append(places, grantedAt{item: it, path: view.At(at+"."+field, k), at: e, current: e.Value, faulty: faulty})
				a.faulty[it.Name] = a.faulty[it.Name] || faulty
				if field == "groups" {
					role.Groups = append(role.Groups, e.Value)
				} else {
					role.Policies = append(role.Policies, e.Value)
				}
			}
		}
		twice := slices.ContainsFunc(roles, func(other rbac.Role) bool { return other.Name == role.Name })
		if twice || role.Name == "" || view.Templated(role.Name) {
			a.unread[it.Name] = true // other rules say what is wrong
			return
		}
		roles = append(roles, role)
	}
	if len(roles) == 0 {
		return
	}
	source := strconv.Itoa(len(a.lines))
	a.lines[source] = func(line int) grantedAt { return places[line-1] }
	for _, p := range a.model.AddProject(it.Name, roles, source) {
		if p.Fatal {
			a.unread[it.Name] = true
		}
	}
}

// soundPolicy reports whether a policy of an AppProject's role is one that the API takes.
func soundPolicy(c *rule.Context, project, role, policy string) bool {
	values, err := rbac.SplitRolePolicy(policy)
	return err == nil && values[1] == rbac.ProjectRoleSubject(project, role) && rbac.CheckRoleResource(values[2]) == nil &&
		rbac.CheckRoleAction(c.ArgoCD, values[2], values[3]) == nil && rbac.CheckRoleObject(c.ArgoCD, project, values[4]) == nil && rbac.CheckEffect(values[5]) == nil
}

// at returns where a right comes from: from policy.default, from the g line that leads to a role of Argo CD's own or of an
// AppProject, or from the p line itself.
func (a *authority) at(e rbac.Excess) (grantedAt, bool) {
	if e.Default && a.standard != nil {
		return *a.standard, true
	}
	if e.Line.Source != rbac.BuiltIn && !(e.Line.Resource == "projects" && isProjectRole(e.Line.Subject)) {
		return a.lines[e.Line.Source](e.Line.Line), true
	}
	for _, g := range slices.Backward(e.Via) {
		if g.Source != rbac.BuiltIn {
			return a.lines[g.Source](g.Line), true
		}
	}
	return grantedAt{}, false
}

func isProjectRole(subject string) bool { return strings.HasPrefix(subject, "proj:") }
