// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// output is one resource that must be there, and what it must hold.
type output struct {
	apiVersion, kind, namespace, name string
	// path is where a new one goes; an existing one stays where it is.
	path string
	// mark is the annotation that says what it was made from.
	mark mark
	// local says that no cluster gets it.
	local bool
	// lists names the lists whose entries have an identity of their own.
	lists lists
	// tree makes what the resource must hold. It may hold `absent` nodes.
	tree func(b *krm.Builder) *yaml.Node
	// theirs are the paths whose scalar values are a person's in a resource without a mark: a difference is reported
	// and left.
	theirs []string
	// also are entries of the record that come from no list.
	also []string
	// settle, where it is not nil, does to an existing resource what the tree cannot say.
	settle settling
}

// settling takes keys or entries out of the node of a resource. It reports whether that changes the node, and what a
// person should know. With dry set it only looks.
type settling func(it *krm.Item, n *yaml.Node, dry bool) (changed bool, results []krm.Result)

// keepPairs leaves in a mapping the pairs that keep says, and reports whether one goes.
func keepPairs(m *yaml.Node, dry bool, keep func(key, value *yaml.Node) bool) (changed bool) {
	if m == nil || m.Kind != yaml.MappingNode {
		return false
	}
	var kept []*yaml.Node
	for i := 0; i+1 < len(m.Content); i += 2 {
		switch stays := keep(m.Content[i], m.Content[i+1]); {
		case !stays && !changed:
			changed = true
			kept = append(kept, m.Content[:i]...)
		case stays && changed:
			kept = append(kept, m.Content[i], m.Content[i+1])
		}
	}
	if changed && !dry {
		m.Content = kept
	}
	return changed
}

type mark struct{ annotation, value string }

// header returns the head of a resource with its mark, and the mapping of its metadata.
func (o *output) header(b *krm.Builder) (root, metadata, annotations *yaml.Node) {
	annotations = b.Map()
	metadata = b.Put(b.Map(), "name", b.String(o.name))
	if o.namespace != "" {
		b.Put(metadata, "namespace", b.String(o.namespace))
	}
	b.Put(metadata, "annotations", annotations)
	b.Put(annotations, o.mark.annotation, b.String(o.mark.value))
	if o.local {
		b.Put(annotations, krm.LocalConfigAnnotation, b.String("true"))
	}
	root = b.Put(b.Map(), "apiVersion", b.String(o.apiVersion))
	b.Put(root, "kind", b.String(o.kind))
	b.Put(root, "metadata", metadata)
	return root, metadata, annotations
}

// absentTag marks a node of a tree that says: this key, or the entry of this identity, must not be there.
const absentTag = "!absent"

// absent is a key that must not be there.
func absent() *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: absentTag} }

// absentEntry is an entry of a list that must not be there, with as much of it as its identity needs.
func absentEntry(n *yaml.Node) *yaml.Node {
	n.Tag = absentTag
	return n
}

func isAbsent(n *yaml.Node) bool { return n.Tag == absentTag }

// present returns the tree of a new resource: without what must be absent, and without what is empty by that.
func present(n *yaml.Node) *yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		kept := n.Content[:0]
		for i := 0; i+1 < len(n.Content); i += 2 {
			v := n.Content[i+1]
			if isAbsent(v) {
				continue
			}
			if present(v); v.Kind != yaml.ScalarNode && len(v.Content) == 0 {
				continue
			}
			kept = append(kept, n.Content[i], v)
		}
		n.Content = kept
	case yaml.SequenceNode:
		kept := n.Content[:0]
		for _, e := range n.Content {
			if !isAbsent(e) {
				kept = append(kept, present(e))
			}
		}
		n.Content = kept
	}
	return n
}
