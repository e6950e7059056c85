// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// Version is a version of Argo CD, as argocd.Version.
type Version interface {
	AtLeast(major, minor int) bool
	String() string
}

// resource is something that Argo CD asks its policy about.
type resource struct {
	name string
	// actions are those that Argo CD asks for.
	actions []string
	// perApplication means that the object is <project>/<application> or <project>/<namespace>/<application>.
	perApplication bool
	// perProject means that a role of an AppProject may name it.
	perProject bool
	// since is the first minor that knows it; the zero value means all.
	since [2]int
}

// resources are those of util/rbac/rbac.go with the actions that server/ asks for. `certificates, update` is asked for by
// nothing, but stands in the built-in policy, which people copy.
var resources = [...]resource{
	{name: "applications", actions: []string{"get", "create", "update", "delete", "sync", "override", "rollback", "action/*", "update/*", "delete/*"}, perApplication: true, perProject: true},
	{name: "applicationsets", actions: []string{"get", "create", "update", "delete"}, perApplication: true, perProject: true},
	{name: "clusters", actions: []string{"get", "create", "update", "delete"}, perProject: true},
	{name: "projects", actions: []string{"get", "create", "update", "delete"}},
	{name: "repositories", actions: []string{"get", "create", "update", "delete"}, perProject: true},
	{name: "write-repositories", actions: []string{"get", "create", "update", "delete"}, since: [2]int{2, 14}},
	{name: "accounts", actions: []string{"get", "update"}},
	{name: "certificates", actions: []string{"get", "create", "update", "delete"}},
	{name: "gpgkeys", actions: []string{"get", "create", "delete"}},
	{name: "logs", actions: []string{"get"}, perApplication: true, perProject: true},
	{name: "exec", actions: []string{"create"}, perApplication: true, perProject: true},
	{name: "extensions", actions: []string{"invoke"}},
}

// sinceAction are the actions that not every supported version asks for.
var sinceAction = map[string][2]int{"rollback": {3, 6}, "update/*": {2, 12}, "delete/*": {2, 12}}

// actionsOf are the actions that a version asks for.
func (r resource) actionsOf(v Version) []string {
	var actions []string
	for _, action := range r.actions {
		if since := sinceAction[action]; v.AtLeast(since[0], since[1]) {
			actions = append(actions, action)
		}
	}
	return actions
}

// Asked is a resource that Argo CD asks its policy about, and the actions for which it does. An action that ends in "/*" stands
// for those with a group, a kind and more behind the slash.
type Asked struct {
	Resource string
	Actions  []string
}

// AllAsked returns what a version asks its policy about.
func AllAsked(v Version) []Asked {
	var all []Asked
	for _, r := range known(v) {
		all = append(all, Asked{r.name, r.actionsOf(v)})
	}
	return all
}

// parts says what stands behind the first word of an action with slashes.
var parts = map[string]string{"action": "<group>/<kind>/<action>", "update": "<group>/<kind>/<namespace>/<name>", "delete": "<group>/<kind>/<namespace>/<name>"}

// IsGlob reports whether a value of a p line holds a character that matches more than itself.
func IsGlob(value string) bool { return strings.ContainsAny(value, `*?[{\`) }

// CheckResource checks the resource of a p line, as a glob.
func CheckResource(v Version, name string) error {
	var known []string
	for _, r := range resources {
		if name == r.name && !v.AtLeast(r.since[0], r.since[1]) {
			return fmt.Errorf("resource %q is known from v%d.%d on: %s asks for no such resource, and the line never matches", name, r.since[0], r.since[1], v)
		}
		if r.named(name) {
			return nil
		}
		if v.AtLeast(r.since[0], r.since[1]) {
			known = append(known, r.name)
		}
	}
	if near, ok := nearest.Name(name, known); ok {
		return fmt.Errorf("resource %q is unknown, so the line never matches: did you mean %q?", name, near)
	}
	return fmt.Errorf("resource %q is unknown, so the line never matches: known are %s", name, strings.Join(known, ", "))
}

// CheckAction checks the action of a p line for its resource, both as globs. A resource that is unknown is not judged.
func CheckAction(v Version, resourceName, action string) error {
	if action == "*" {
		return nil
	}
	judged := false
	for _, r := range resources {
		if !r.named(resourceName) {
			continue
		}
		judged = true
		for _, a := range r.actions {
			word, isPath := strings.CutSuffix(a, "/*")
			if !matches(action, word, isPath) {
				continue
			}
			since := sinceAction[a]
			switch {
			case !v.AtLeast(since[0], since[1]):
				return fmt.Errorf("action %q is known from v%d.%d on: %s never asks for it, and the line never matches", action, since[0], since[1], v)
			case isPath && !IsGlob(action) && strings.Count(action, "/") < strings.Count(parts[word], "/")+1:
				return fmt.Errorf("action %q never matches: Argo CD asks for %s/%s, where the group of core kinds is empty", action, word, parts[word])
			}
			return nil
		}
	}
	if !judged {
		return nil
	}
	known := knownActions(v, resourceName)
	what := fmt.Sprintf("resource %q has no action %q, so the line never matches", resourceName, action)
	if action == "action" && contains(known, "action/*") {
		return fmt.Errorf("%s: write \"action/*\" for all, or \"action/<group>/<kind>/<action>\"", what)
	}
	if near, ok := nearest.Name(action, known); ok {
		return fmt.Errorf("%s: did you mean %q?", what, near)
	}
	return fmt.Errorf("%s: known are %s", what, strings.Join(known, ", "))
}

// named reports whether the resource of a p line may be this one.
func (r resource) named(name string) bool {
	return name == r.name || IsGlob(name) && strings.HasPrefix(r.name, literalPrefix(name))
}

// knownActions are the actions that v asks for of a resource.
func knownActions(v Version, resourceName string) []string {
	var known []string
	for _, r := range resources {
		if !r.named(resourceName) {
			continue
		}
		for _, a := range r.actions {
			if since := sinceAction[a]; v.AtLeast(since[0], since[1]) && !contains(known, a) {
				known = append(known, a)
			}
		}
	}
	return known
}

// matches reports whether a pattern can match a known action. It says yes where it is not sure.
func matches(pattern, word string, isPath bool) bool {
	if !IsGlob(pattern) {
		return !isPath && pattern == word || isPath && strings.HasPrefix(pattern, word+"/")
	}
	prefix := literalPrefix(pattern)
	if isPath {
		return strings.HasPrefix(prefix, word+"/") || strings.HasPrefix(word+"/", prefix)
	}
	return strings.HasPrefix(word, prefix)
}

// PerApplication reports whether the object of a resource names a project and an Application.
func PerApplication(name string) bool {
	for _, r := range resources {
		if r.name == name {
			return r.perApplication
		}
	}
	return false
}

// literalPrefix is what stands before the first character of a glob that matches more than itself.
func literalPrefix(pattern string) string {
	if i := strings.IndexAny(pattern, `*?[{\`); i >= 0 {
		return pattern[:i]
	}
	return pattern
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}
