// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var applicationSourceDuplicate = &rule.Rule{
	ID:       "application-source-duplicate",
	Severity: krm.Warning,
	Title:    "Two Applications should not deliver the same source to the same place",
	Doc: `Two Applications with the same source and the same destination render the same resources. Each takes them over from the other at its
syncs: both have a SharedResourceWarning, one is OutOfSync in turns, and deleting one deletes what the other runs. Usually one
was copied, and only its name was changed. Only Applications whose files lie in one directory are compared, and none whose
resources may hold its name: charts without a releaseName, and plugins.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#fail-the-sync-if-a-shared-resource-is-found", "https://github.com/argoproj/argo-cd/issues/1766"},
	Kinds:    []rule.Kind{view.Application},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		first := deliveriesOf(c)[it]
		if first == nil {
			return nil
		}
		at, field := it.Lookup("spec", "source"), "spec.source"
		if at == nil {
			at, field = it.Lookup("spec", "sources"), "spec.sources"
		}
		return one(rule.Problem{Path: field, At: at, Message: fmt.Sprintf("Application %q delivers the same source to the same destination: they take the resources from each other", first.Name)})
	},
	Bad:  exampleTop + "---" + strings.Replace(exampleTop, "name: app, ", "name: copy, ", 1),
	Good: exampleTop + "---" + strings.NewReplacer("name: app, ", "name: copy, ", "namespace: app}", "namespace: copy}").Replace(exampleTop),
}

type deliveriesKey struct{}

// sketch is what two Applications that deliver the same have in common, and few others.
type sketch struct{ dir, namespace, repository, path, to string }

// deliveriesOf returns, for each Application that delivers what another one does, the first of them.
func deliveriesOf(c *rule.Context) map[*krm.Item]*krm.Item {
	return rule.Memo(c, deliveriesKey{}, func() map[*krm.Item]*krm.Item {
		alike := map[sketch][]*krm.Item{}
		for _, it := range c.Of(argocd.Group, argocd.KindApplication) {
			if it.Path == "" || it.Name == "" {
				continue
			}
			s := view.SpecOf(it)
			k := sketch{dir: path.Dir(it.Path), namespace: it.Namespace, to: krm.Text(krm.Lookup(s.Node, "destination", "namespace"))}
			if source := krm.Lookup(s.Node, "source"); source != nil {
				k.repository, k.path = krm.Text(krm.Lookup(source, "repoURL")), krm.Text(krm.Lookup(source, "path"))
			}
			alike[k] = append(alike[k], it)
		}
		copies := map[*krm.Item]*krm.Item{}
		for _, items := range alike {
			if len(items) > 1 {
				copied(c, items, copies)
			}
		}
		return copies
	})
}

// copied notes which of some Applications deliver what one before them does.
func copied(c *rule.Context, items []*krm.Item, copies map[*krm.Item]*krm.Item) {
	first := map[string]*krm.Item{}
	for _, it := range items {
		s := view.SpecOf(it)
		if !hasSource(s) || !hasDestination(s) || !whole(c, it) {
			continue
		}
		var b strings.Builder
		destination, _ := s.Field("destination")
		written := fingerprint(&b, destination, 0)
		for _, source := range s.Sources() {
			written = fingerprint(&b, source.Node, 0) && written && !rendersName(source.Node)
		}
		if !written || view.Templated(b.String()) {
			continue
		}
		if other := first[b.String()]; other == nil {
			first[b.String()] = it
		} else if other.Name != it.Name {
			copies[it] = other
		}
	}
}

// rendersName reports whether the name of the Application may be in what a source renders: it is that of the release of a
// chart, and plugins are told it.
func rendersName(source *yaml.Node) bool {
	if krm.Lookup(source, "plugin") != nil {
		return true
	}
	chart := krm.Lookup(source, "chart") != nil || krm.Lookup(source, "helm") != nil
	return chart && krm.Text(krm.Lookup(source, "helm", "releaseName")) == ""
}

// fingerprint writes what a value holds, in its order: what was copied has the same. It is false where it is too deep.
func fingerprint(b *strings.Builder, n *yaml.Node, depth int) bool {
	if n = krm.Resolve(n); n == nil || depth > 16 {
		return n == nil
	}
	if n.Kind == yaml.ScalarNode {
		fmt.Fprintf(b, "%s %q;", n.ShortTag(), n.Value)
		return true
	}
	fmt.Fprintf(b, "%d(", n.Kind)
	for _, child := range n.Content {
		if !fingerprint(b, child, depth+1) {
			return false
		}
	}
	b.WriteString(")")
	return true
}
