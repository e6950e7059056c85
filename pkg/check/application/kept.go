// SPDX-License-Identifier: Apache-2.0

package application

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// kept is what an ignoreDifferences rule keeps of Secrets.
type kept struct {
	view.IgnoreRule
	// data and stringData are set where the whole map is ignored, keys where single keys of it are.
	data, stringData, keys bool
	// all is set where the rule's kind is not Secret but a pattern that Secrets match too.
	all bool
	// at is the first node that ignores something of the data, path its path.
	at   *yaml.Node
	path string
}

// keptBy returns the rules that ignore something of the data of Secrets.
func keptBy(c *rule.Context, it *krm.Item) []kept {
	var rules []kept
	for _, r := range ignored(c, it) {
		k, ok := keptSecrets(r)
		if ok && k.at != nil {
			rules = append(rules, k)
		}
	}
	return rules
}

// keptSecrets reads one rule; ok says that Secrets match it.
func keptSecrets(r view.IgnoreRule) (k kept, ok bool) {
	k = kept{IgnoreRule: r, all: r.Kind == "*"}
	if r.Kind != "Secret" && !k.all || r.Unclear || r.Group != "" && r.Group != "*" || strings.ContainsAny(r.Name+r.Namespace, "*?") {
		return k, false
	}
	for i, n := range r.Pointers {
		k.note(strings.ReplaceAll(strings.TrimPrefix(n.Value, "/"), "/", "."), n, view.At(r.Path+".jsonPointers", i))
	}
	for i, n := range r.Queries {
		for part := range strings.SplitSeq(n.Value, ",") {
			path, dotted := strings.CutPrefix(strings.TrimSpace(part), ".")
			if dotted && !strings.ContainsAny(path, " |()") {
				k.note(strings.TrimSuffix(strings.TrimSuffix(path, "?"), "[]"), n, view.At(r.Path+".jqPathExpressions", i))
			}
		}
	}
	return k, true
}

// note takes down a path that is ignored, with dots between its fields.
func (k *kept) note(path string, n *yaml.Node, where string) {
	switch {
	case path == "data":
		k.data = true
	case path == "stringData":
		k.stringData = true
	case strings.HasPrefix(path, "data.") || strings.HasPrefix(path, "data["), strings.HasPrefix(path, "stringData.") || strings.HasPrefix(path, "stringData["):
		k.keys = true
	default:
		return
	}
	if k.at == nil {
		k.at, k.path = n, where
	}
}

// secretIndex finds Secrets, and counts what is delivered to a namespace.
type secretIndex struct {
	byName, byNamespace map[string][]*krm.Item
	deliveries          map[string]int
}

type secretsKey struct{}

func secretsOf(c *rule.Context) secretIndex {
	return rule.Memo(c, secretsKey{}, func() secretIndex {
		x := secretIndex{map[string][]*krm.Item{}, map[string][]*krm.Item{}, map[string]int{}}
		for _, kind := range applications {
			for _, it := range c.Of(kind.Group, kind.Name) {
				x.deliveries[krm.Text(krm.Lookup(view.SpecOf(it).Node, "destination", "namespace"))]++
			}
		}
		for _, it := range c.Of("", "Secret") {
			if it.LocalConfig() || isArgoCDs(it) {
				continue
			}
			x.byName[it.Name] = append(x.byName[it.Name], it)
			x.byNamespace[it.Namespace] = append(x.byNamespace[it.Namespace], it)
		}
		return x
	})
}

// secrets returns the Secrets among the items that the Application applies and the rule matches, as far as that is
// certain: they stand in its namespace, and the rule names them or nothing else delivers there.
func (k kept) secrets(c *rule.Context, s view.Spec) []*krm.Item {
	to := krm.Text(krm.Lookup(s.Node, "destination", "namespace"))
	if to == "" || view.Templated(to) || k.Namespace != "" && k.Namespace != to {
		return nil
	}
	x := secretsOf(c)
	if k.Name == "" {
		if x.deliveries[to] != 1 {
			return nil
		}
		return x.byNamespace[to]
	}
	var found []*krm.Item
	for _, it := range x.byName[k.Name] {
		if it.Namespace == to || it.Namespace == "" && len(x.byName[k.Name]) == 1 {
			found = append(found, it)
		}
	}
	return found
}

// isArgoCDs tells the Secrets of repositories and clusters, which Argo CD itself reads.
func isArgoCDs(it *krm.Item) bool {
	return krm.Lookup(it.Node(), "metadata", "labels", argocd.LabelSecretType) != nil
}

// holds reports whether a Secret has entries in one of its maps. null counts as one: Argo CD applies it.
func holds(it *krm.Item, field string) bool {
	n := it.Lookup(field)
	return n != nil && (n.Kind == yaml.MappingNode && len(n.Content) > 0 || n.Kind == yaml.ScalarNode)
}

// isNull reports whether a map of a Secret is written as null.
func isNull(it *krm.Item, field string) bool {
	n := it.Lookup(field)
	return n != nil && n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}
