// SPDX-License-Identifier: Apache-2.0

// Package view reads resources of Argo CD for rules: fields by their names, with the nodes that give positions. It is the
// only place of the rules that knows where a field stands.
package view

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Application and its like are the kinds that rules name.
var (
	Application    = rule.Kind{Group: argocd.Group, Name: argocd.KindApplication}
	AppProject     = rule.Kind{Group: argocd.Group, Name: argocd.KindAppProject}
	ApplicationSet = rule.Kind{Group: argocd.Group, Name: argocd.KindApplicationSet}
	ConfigMap      = rule.Kind{Group: "", Name: "ConfigMap"}
	ConfigMapPatch = rule.Kind{Group: rule.Patch, Name: "ConfigMap"}
	Secret         = rule.Kind{Group: "", Name: "Secret"}
)

// Pair is a key of a mapping with its value.
type Pair struct{ Key, Value *yaml.Node }

// Pairs returns the keys of a mapping with their values, aliases resolved; nil for anything else.
func Pairs(n *yaml.Node) []Pair {
	n = krm.Resolve(n)
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	pairs := make([]Pair, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		pairs = append(pairs, Pair{n.Content[i], krm.Resolve(n.Content[i+1])})
	}
	return pairs
}

// Entries returns the entries of a list, aliases resolved; nil for anything else.
func Entries(n *yaml.Node) []*yaml.Node {
	n = krm.Resolve(n)
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	entries := make([]*yaml.Node, len(n.Content))
	for i, e := range n.Content {
		entries[i] = krm.Resolve(e)
	}
	return entries
}

// Misspelt reports whether a mapping lacks a field and has a key that may be meant for it: one that is nearly its name, or that
// a template writes. Such a key is reported as unknown, so nothing more is said of the field that is missing. Siblings are
// fields with a name that is near.
func Misspelt(n *yaml.Node, name string, siblings ...string) bool {
	n = krm.Resolve(n)
	if n == nil || n.Kind != yaml.MappingNode || krm.Lookup(n, name) != nil {
		return false
	}
	found := false
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i].Value
		if key == name {
			return false // null
		}
		found = found || Templated(key)
		if far := len(key) - len(name); max(far, -far) > max(1, len(key)/3) || slices.Contains(siblings, key) {
			continue // most keys are: not to be measured letter by letter
		}
		_, near := nearest.Name(key, []string{name})
		found = found || near
	}
	return found
}

// At returns the path of an entry of a list.
func At(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// Annotations returns the annotations of a resource.
func Annotations(it *krm.Item) []Pair { return Pairs(it.Lookup("metadata", "annotations")) }

// AnnotationPath returns the path of an annotation.
func AnnotationPath(key string) string { return "metadata.annotations[" + key + "]" }

// Spec is an Application's spec, or the one in the template of an ApplicationSet, with its path.
type Spec struct {
	Node *yaml.Node
	Path string

	source string // the path of its source: nearly every rule asks for it
}

// SpecOf returns the spec of an Application, or of what an ApplicationSet makes.
func SpecOf(it *krm.Item) Spec {
	if it.Kind == argocd.KindApplicationSet {
		return Spec{it.Lookup("spec", "template", "spec"), "spec.template.spec", "spec.template.spec.source"}
	}
	return Spec{it.Lookup("spec"), "spec", "spec.source"}
}

// Lookup returns a field below the spec.
func (s Spec) Lookup(names ...string) *yaml.Node { return krm.Lookup(s.Node, names...) }

// Field returns a field below the spec and its path. Who needs no path calls Lookup, which does not make one.
func (s Spec) Field(names ...string) (*yaml.Node, string) {
	path := s.Path
	for _, n := range names {
		path += "." + n
	}
	return krm.Lookup(s.Node, names...), path
}

// Source is one source of an Application.
type Source struct {
	Node *yaml.Node
	Path string
}

// Sources returns the sources that count: spec.sources where there are any, else spec.source.
func (s Spec) Sources() []Source {
	if many := Entries(s.Lookup("sources")); len(many) > 0 {
		all := make([]Source, len(many))
		for i, e := range many {
			all[i] = Source{e, At(s.Path+".sources", i)}
		}
		return all
	}
	if one := s.Lookup("source"); one != nil {
		return []Source{{one, s.source}}
	}
	return nil
}

// SyncOptions returns the entries of syncPolicy.syncOptions and their path.
func (s Spec) SyncOptions() ([]*yaml.Node, string) {
	n, path := s.Field("syncPolicy", "syncOptions")
	return Entries(n), path
}

// HasSyncOption reports whether an option is set, as it is written.
func (s Spec) HasSyncOption(option string) bool {
	for _, e := range Entries(s.Lookup("syncPolicy", "syncOptions")) {
		if e.Value == option {
			return true
		}
	}
	return false
}

// MayHaveSyncOption reports whether an option is set, or may be once an entry is what was meant: one that a template writes,
// that is no text, or that is the option with a mistake in it. What is said of an option that is missing must be certain.
func (s Spec) MayHaveSyncOption(option string) bool {
	if s.HasSyncOption(option) {
		return true
	}
	entries, _ := s.SyncOptions()
	name, _, _ := strings.Cut(option, "=")
	for _, e := range entries {
		if e.Value == name+"=false" {
			continue
		}
		if _, near := nearest.Name(e.Value, []string{option}); near || krm.Text(e) == "" || Templated(e.Value) || strings.Contains(e.Value, option) {
			return true
		}
	}
	policy, _ := s.Field("syncPolicy")
	list := krm.Lookup(policy, "syncOptions")
	return Misspelt(s.Node, "syncPolicy") || Misspelt(policy, "syncOptions") ||
		list != nil && list.Kind != yaml.SequenceNode && list.ShortTag() != "!!null" ||
		policy != nil && policy.Kind != yaml.MappingNode && policy.ShortTag() != "!!null"
}

// Automated reports whether Argo CD syncs by itself.
func (s Spec) Automated() bool {
	n := s.Lookup("syncPolicy", "automated")
	enabled := krm.Lookup(n, "enabled")
	return n != nil && n.Kind == yaml.MappingNode && (enabled == nil || enabled.Value != "false")
}

// IgnoreRule is one entry of ignoreDifferences.
type IgnoreRule struct {
	Node *yaml.Node
	Path string
	// Group, Kind, Name and Namespace as they are written; "" where they are not.
	Group, Kind, Name, Namespace string
	// Pointers, Queries and Managers are jsonPointers, jqPathExpressions and managedFieldsManagers.
	Pointers, Queries, Managers []*yaml.Node
	// Unclear says that something in it lacks its type or its name, which is reported as that: what was meant is not known.
	Unclear bool
}

// IgnoreRules returns the entries of ignoreDifferences.
func (s Spec) IgnoreRules() []IgnoreRule {
	var rules []IgnoreRule
	for i, e := range Entries(s.Lookup("ignoreDifferences")) {
		rules = append(rules, IgnoreRule{
			Node: e, Path: At(s.Path+".ignoreDifferences", i),
			Group: krm.Text(krm.Lookup(e, "group")), Kind: krm.Text(krm.Lookup(e, "kind")),
			Name: krm.Text(krm.Lookup(e, "name")), Namespace: krm.Text(krm.Lookup(e, "namespace")),
			Pointers: Entries(krm.Lookup(e, "jsonPointers")), Queries: Entries(krm.Lookup(e, "jqPathExpressions")),
			Managers: Entries(krm.Lookup(e, "managedFieldsManagers")),
			Unclear:  Unclear(e),
		})
	}
	return rules
}

// Unclear reports whether an entry of ignoreDifferences, or of an ApplicationSet's ignoreApplicationDifferences, has something
// without its type or with a misspelt name.
func Unclear(entry *yaml.Node) bool {
	entry = krm.Resolve(entry)
	if entry.Kind != yaml.MappingNode {
		return true
	}
	for _, name := range [...]string{"group", "kind", "name", "namespace"} {
		if n := krm.Lookup(entry, name); n != nil && n.ShortTag() != "!!str" && n.ShortTag() != "!!null" {
			return true
		}
	}
	for _, list := range [...]string{"jsonPointers", "jqPathExpressions", "managedFieldsManagers"} {
		n := krm.Lookup(entry, list)
		if n != nil && n.Kind != yaml.SequenceNode && n.ShortTag() != "!!null" || Misspelt(entry, list) {
			return true
		}
		if n == nil {
			continue
		}
		for _, e := range n.Content {
			if krm.Resolve(e).ShortTag() != "!!str" {
				return true
			}
		}
	}
	return Misspelt(entry, "group", "kind", "name") || Misspelt(entry, "kind", "name")
}
