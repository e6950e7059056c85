// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// roleOf is one entry of spec.roles.
type roleOf struct {
	node     *yaml.Node
	path     string
	name     *yaml.Node
	groups   map[string]bool
	policies []policy
	// gets reports whether a policy lets the role get Applications, or one may that cannot be told yet: a template, or one
	// with a mistake of its own.
	gets bool
}

// policy is one entry of the policies of a role.
type policy struct {
	node          *yaml.Node
	path          string
	project, role string
	// values are the six of the line; nil where it has not six.
	values []string
}

type rolesKey struct{ it *krm.Item }

// roles returns the roles of a project that have a name, read once in a run.
func roles(c *rule.Context, it *krm.Item) []roleOf {
	return rule.Memo(c, rolesKey{it}, func() []roleOf { return readRoles(c, it) })
}

func readRoles(c *rule.Context, it *krm.Item) []roleOf {
	var all []roleOf
	for i, n := range view.Entries(it.Lookup("spec", "roles")) {
		r := roleOf{node: n, path: view.At("spec.roles", i), name: krm.Lookup(n, "name"), groups: map[string]bool{}}
		if r.name == nil || r.name.ShortTag() != "!!str" {
			continue
		}
		for _, g := range view.Entries(krm.Lookup(n, "groups")) {
			r.groups[g.Value] = true
		}
		for k, e := range view.Entries(krm.Lookup(n, "policies")) {
			if e.ShortTag() != "!!str" || view.Templated(e.Value) {
				r.gets = true
				continue
			}
			p := policy{node: e, path: view.At(r.path+".policies", k), project: it.Name, role: r.name.Value}
			if values, err := rbac.SplitRolePolicy(e.Value); err == nil {
				p.values = values
			}
			r.gets = r.gets || p.values == nil || p.values[2] == "applications" && (p.values[3] == "get" || p.values[3] == "*") && p.values[5] == "allow" || !p.sound(c)
			r.policies = append(r.policies, p)
		}
		all = append(all, r)
	}
	return all
}

// policies calls check with every policy of a project whose names no template writes.
func policies(c *rule.Context, it *krm.Item, check func(p policy) []rule.Problem) []rule.Problem {
	if it.Name == "" || view.Templated(it.Name) {
		return nil
	}
	var problems []rule.Problem
	for _, r := range roles(c, it) {
		if view.Templated(r.name.Value) {
			continue
		}
		for _, p := range r.policies {
			problems = append(problems, check(p)...)
		}
	}
	return problems
}

// sound reports whether no other rule finds a mistake in the policy.
func (p policy) sound(c *rule.Context) bool {
	return p.values[1] == p.subject() && rbac.CheckRoleResource(p.values[2]) == nil &&
		rbac.CheckRoleAction(c.ArgoCD, p.values[2], p.values[3]) == nil && rbac.CheckRoleObject(c.ArgoCD, p.project, p.values[4]) == nil &&
		rbac.CheckEffect(p.values[5]) == nil
}

// subject is the one that the policies of the role must have.
func (p policy) subject() string { return rbac.ProjectRoleSubject(p.project, p.role) }

func (p policy) problem(format string, args ...any) []rule.Problem {
	return []rule.Problem{{Path: p.path, At: p.node, Current: p.node.Value, Message: fmt.Sprintf(format, args...)}}
}

// proposing is problem with the policy as it reads with another value at i.
func (p policy) proposing(i int, value, format string, args ...any) []rule.Problem {
	problems := p.problem(format, args...)
	values := append([]string(nil), p.values...)
	values[i] = value
	problems[0].Proposed = strings.Join(values, ", ")
	return problems
}
