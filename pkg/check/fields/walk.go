// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/schema"
)

// walk is one pass over a resource. The rules of this package run one after another on the same resource, so the last one is
// kept, and nothing is allocated for a resource without a problem.
type walk struct {
	c  *rule.Context
	it *krm.Item
	// targets are by kind, for the whole run.
	targets map[string]*target
	target  *target

	path []step
	seen map[visit]bool // of aliases only: a list of aliases to lists of aliases is short and means much

	unknown, wrong, required []rule.Problem
}

// step is one step of a path: a field, a key of a map, or an entry of a list.
type step struct {
	key   string
	kind  schema.Type // of what it is a step into: Object, Map or List
	index int
}

type visit struct {
	node *yaml.Node
	as   *schema.Node
}

type walkKey struct{}

// walkOf returns the pass over a resource.
func walkOf(c *rule.Context, it *krm.Item) *walk {
	w := rule.Memo(c, walkKey{}, func() *walk { return &walk{c: c, targets: map[string]*target{}} })
	if w.it == it {
		return w
	}
	w.it, w.path, w.seen = it, w.path[:0], nil
	w.unknown, w.wrong, w.required = nil, nil, nil
	// local-config ones too: a root Application is applied by hand.
	if it.APIVersion != argocd.APIVersion && it.APIVersion != imageupdater.APIVersion {
		return w
	}
	t, ok := w.targets[it.Kind]
	if !ok {
		t = targetOf(c, it)
		w.targets[it.Kind] = t
	}
	if w.target = t; t != nil {
		w.node(nil, it.Node(), t.root)
		w.metadata()
	}
	return w
}

// node holds a value against its type; key is the node that names it, where there is one.
func (w *walk) node(key, n *yaml.Node, s *schema.Node) {
	if s.Type == schema.Any {
		return
	}
	if n.Kind == yaml.AliasNode {
		if n = krm.Resolve(n); n == nil || w.seen[visit{n, s}] {
			return
		}
		if w.seen == nil {
			w.seen = map[visit]bool{}
		}
		w.seen[visit{n, s}] = true
	}
	switch {
	case n.Kind == yaml.ScalarNode:
		w.scalar(n, s)
	case n.Kind == yaml.MappingNode && s.Type == schema.Object:
		w.object(key, n, s)
	case n.Kind == yaml.MappingNode && s.Type == schema.Map:
		for i := 0; i+1 < len(n.Content); i += 2 {
			w.into(step{key: n.Content[i].Value, kind: schema.Map}, n.Content[i], n.Content[i+1], s.Elem)
		}
	case n.Kind == yaml.SequenceNode && s.Type == schema.List:
		for i, e := range n.Content {
			w.into(step{kind: schema.List, index: i}, nil, e, s.Elem)
		}
	case !unquotedTemplate(n):
		w.wrongType(n, s)
	}
}

func (w *walk) into(to step, key, n *yaml.Node, s *schema.Node) {
	w.path = append(w.path, to)
	w.node(key, n, s)
	w.path = w.path[:len(w.path)-1]
}

func (w *walk) object(key, n *yaml.Node, s *schema.Node) {
	if unquotedTemplate(n) {
		return
	}
	w.fields(n, s, 0)
	for i := range s.Fields {
		if f := &s.Fields[i]; f.Required {
			w.require(key, n, s, f)
		}
	}
}

// maxMerges bounds how deep merge keys are followed: a cycle of them is legal YAML.
const maxMerges = 8

func (w *walk) fields(n *yaml.Node, s *schema.Node, merges int) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Tag == "!!merge" {
			w.merged(krm.Resolve(value), s, merges+1)
			continue
		}
		f := s.Field(key.Value)
		if f == nil {
			if !s.Open {
				w.unknownField(key, value, n, s)
			}
			continue
		}
		w.into(step{key: f.Name, kind: schema.Object}, key, value, f.Node)
	}
}

func (w *walk) merged(n *yaml.Node, s *schema.Node, merges int) {
	switch {
	case n == nil || merges > maxMerges:
	case n.Kind == yaml.MappingNode:
		w.fields(n, s, merges)
	case n.Kind == yaml.SequenceNode:
		for _, e := range n.Content {
			w.merged(krm.Resolve(e), s, merges+1)
		}
	}
}

// where returns the path of the walk as results have it, with name behind it where there is one.
func (w *walk) where(name string) string {
	var b strings.Builder
	for _, s := range w.path {
		switch {
		case s.kind == schema.List:
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case s.kind == schema.Map:
			b.WriteString("[" + s.key + "]")
		default:
			writeField(&b, s.key)
		}
	}
	if name != "" {
		writeField(&b, name)
	}
	return b.String()
}

func writeField(b *strings.Builder, name string) {
	if b.Len() > 0 {
		b.WriteByte('.')
	}
	b.WriteString(name)
}

// types returns the path of the walk as the tree has it, with name behind it.
func (w *walk) types(name string) []string {
	var path []string
	for _, s := range w.path {
		if s.kind == schema.Object {
			path = append(path, s.key)
		} else {
			path = append(path, schema.Each)
		}
	}
	return append(path, name)
}

// inList reports whether the walk is within an entry of a list.
func (w *walk) inList() bool {
	for _, s := range w.path {
		if s.kind == schema.List {
			return true
		}
	}
	return false
}
