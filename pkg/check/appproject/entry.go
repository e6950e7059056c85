// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// kindEntry is an entry of one of the four lists of kinds.
type kindEntry struct {
	list, path, group, kind string
	groupNode, kindNode     *yaml.Node
}

// entriesOf returns the entries of lists of kinds that name one kind.
func entriesOf(it *krm.Item, lists ...string) []kindEntry {
	var all []kindEntry
	for _, list := range lists {
		for i, n := range view.Entries(it.Lookup("spec", list)) {
			e := kindEntry{list: list, path: view.At("spec."+list, i), groupNode: krm.Lookup(n, "group"), kindNode: krm.Lookup(n, "kind")}
			e.group, e.kind = krm.Text(e.groupNode), krm.Text(e.kindNode)
			if e.kind != "" {
				all = append(all, e)
			}
		}
	}
	return all
}

// wrongScope reports the entries of two lists whose kind has a scope that the lists are not for.
func wrongScope(it *krm.Item, whitelist, blacklist string, wrong argocd.Scope) []rule.Problem {
	var problems []rule.Problem
	for _, e := range entriesOf(it, whitelist, blacklist) {
		if argocd.ScopeOf(e.group, e.kind) != wrong {
			continue
		}
		right := strings.Replace(e.list, "cluster", "namespace", 1)
		if wrong == argocd.ClusterScoped {
			right = strings.Replace(e.list, "namespace", "cluster", 1)
		}
		effect := "allows"
		if e.list == blacklist {
			effect = "forbids"
		}
		problems = append(problems, rule.Problem{
			Path: e.path + ".kind", At: e.kindNode, Current: e.kind,
			Message: fmt.Sprintf("kind %q is %s, so its entry in %s %s nothing: move it to %s", e.kind, wrong, e.list, effect, right),
		})
	}
	return problems
}

// scalarEntry is a repository, or a field of a destination.
type scalarEntry struct {
	node *yaml.Node
	path string
}

// permitted returns the repositories and the fields of the destinations of a project.
func permitted(it *krm.Item) []scalarEntry {
	var all []scalarEntry
	for i, n := range view.Entries(it.Lookup("spec", "sourceRepos")) {
		all = append(all, scalarEntry{n, view.At("spec.sourceRepos", i)})
	}
	for i, d := range view.Entries(it.Lookup("spec", "destinations")) {
		for _, field := range []string{"server", "name", "namespace"} {
			if n := krm.Lookup(d, field); n != nil {
				all = append(all, scalarEntry{n, view.At("spec.destinations", i) + "." + field})
			}
		}
	}
	return all
}
