// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"slices"
	"sort"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

type pipelinesKey struct{ namespace string }

// pipelines returns the local accounts that have tokens and cannot log in, as the argocd-cm beside an argocd-rbac-cm declares
// them where it is among the resources: the accounts of programs. A person has groups, whose rights are not known here.
func pipelines(c *rule.Context, policies *krm.Item) []string {
	return rule.Memo(c, pipelinesKey{policies.Namespace}, func() []string {
		var names []string
		for _, it := range c.Of("", "ConfigMap") {
			if it.Name != argocd.ConfigMap || it.Namespace != policies.Namespace && it.Namespace != "" && policies.Namespace != "" {
				continue
			}
			for _, pair := range data(it) {
				name, ok := strings.CutPrefix(pair.Key.Value, "accounts.")
				if ok && !strings.Contains(name, ".") && strings.TrimSpace(pair.Value.Value) == "apiKey" {
					names = append(names, name)
				}
			}
		}
		sort.Strings(names)
		return names
	})
}

// grant is a line that allows something, with the key that holds it.
type grant struct {
	*rbac.Permission
	csv *csv
}

// rights are the lines of a policy by the subject that they name.
type rights struct {
	grants map[string][]grant
	roles  map[string][]string
}

type rightsKey struct{ m *configMap }

// grantsOf returns the lines that allow something to an account, by itself or by its roles.
func grantsOf(c *rule.Context, m *configMap, account string) []grant {
	r := rule.Memo(c, rightsKey{m}, func() rights {
		r := rights{map[string][]grant{}, map[string][]string{}}
		m.permissions(func(f *csv, p *rbac.Permission) {
			if p.Effect == "allow" {
				r.grants[p.Subject] = append(r.grants[p.Subject], grant{p, f})
			}
		})
		m.bindings(func(_ *csv, g *rbac.Group) { r.roles[g.Subject] = append(r.roles[g.Subject], g.Role) })
		return r
	})
	var all []grant
	seen := map[string]bool{account: true}
	for subjects := []string{account}; len(subjects) > 0; subjects = subjects[1:] {
		all = append(all, r.grants[subjects[0]]...)
		for _, role := range r.roles[subjects[0]] {
			if !seen[role] {
				seen[role] = true
				subjects = append(subjects, role)
			}
		}
	}
	return all
}

// may reports whether a pattern of a line can match a word. It says yes where it is not sure.
func may(pattern, word string) bool {
	return pattern == word || rbac.IsGlob(pattern) && strings.HasPrefix(word, pattern[:strings.IndexAny(pattern, `*?[{\`)])
}

// unconditional reports whether everybody has rights that are not known here: by policy.default, or in another layer.
func (m *configMap) unconditional(defaultRole view.Pair, has bool) bool {
	return m.partial || m.regex || has && strings.TrimSpace(defaultRole.Value.Value) != ""
}

// sound reports whether every line can be read as it is meant: none is a template, and none has a mistake that another rule
// reports.
func (m *configMap) sound(c *rule.Context) bool {
	filled := func(values ...string) bool {
		return !slices.ContainsFunc(values, func(v string) bool { return v == "" || strings.TrimSpace(v) != v })
	}
	for _, f := range m.csvs {
		if slices.ContainsFunc(f.problems, func(p rbac.Problem) bool { return p.Fatal }) {
			return false
		}
		for _, line := range f.policy.Lines {
			p, g := line.Permission, line.Group
			if p != nil && (f.templated(p.Line) || !filled(p.Subject, p.Resource, p.Action, p.Object, p.Effect) || rbac.CheckResource(c.ArgoCD, p.Resource) != nil ||
				rbac.CheckAction(c.ArgoCD, p.Resource, p.Action) != nil || rbac.CheckEffect(p.Effect) != nil) {
				return false
			}
			if g != nil && (f.templated(g.Line) || !filled(g.Subject, g.Role) || !m.defined(g.Role)) {
				return false
			}
		}
	}
	return true
}

// layered reports whether there are several argocd-rbac-cm, which may be layers of one.
func layered(c *rule.Context) bool {
	count := 0
	for _, it := range c.Of("", "ConfigMap") {
		if it.Name == argocd.ConfigMapRBAC {
			count++
		}
	}
	return count > 1
}
