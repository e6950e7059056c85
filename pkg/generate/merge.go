// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// merger lays a tree over a resource: values are set, keys added, entries of lists set by their identity, what must be
// absent is taken out. Whatever the tree does not speak of stays, with its comments.
type merger struct {
	lists lists
	// owned is the record of the run before.
	owned string
	// ours says that the resource is Fairlead's: what the record holds and no tree wants goes.
	ours bool
	// theirs are the paths that an unmarked resource decides itself; nil for one of ours.
	theirs []string
	// differ collects the paths at which such a resource says something else than the tree.
	differ []difference
}

type difference struct {
	path string
	// have is nil where the resource says nothing.
	have, want *yaml.Node
}

// mapping merges want into have and reports whether that changes have. With dry set it only looks, and no further than
// the first change.
func (m *merger) mapping(have, want *yaml.Node, path string, dry bool) bool {
	changed := false
	for i := 0; i+1 < len(want.Content); i += 2 {
		key, value := want.Content[i], want.Content[i+1]
		at := join(path, key.Value)
		j := indexOf(have, key.Value)
		null := j >= 0 && krm.Resolve(have.Content[j+1]).ShortTag() == "!!null"
		switch {
		case isAbsent(value):
			if j < 0 || m.isTheirs(at) {
				continue
			}
			changed = true
			if !dry {
				have.Content = append(have.Content[:j:j], have.Content[j+2:]...)
			}
		case j < 0, null && value.Kind != yaml.ScalarNode, null && m.isTheirs(at):
			fresh := present(clone(value))
			if value.Kind != yaml.ScalarNode && len(fresh.Content) == 0 {
				continue // nothing but absences
			}
			if m.isTheirs(at) {
				m.differ = append(m.differ, difference{at, nil, fresh})
				continue
			}
			if fresh.Kind == yaml.MappingNode && m.theirs != nil {
				whole := fresh
				fresh = krm.Map() // without what is a person's further down
				if m.mapping(fresh, whole, at, false); len(fresh.Content) == 0 {
					continue
				}
			}
			changed = true
			switch {
			case dry:
			case null:
				have.Content[j+1] = fresh
			default:
				have.Content = append(have.Content, clone(key), fresh)
			}
		default:
			if m.value(have, j+1, value, at, dry) {
				changed = true
				if left := krm.Resolve(have.Content[j+1]); !dry && left.Kind == yaml.SequenceNode && len(left.Content) == 0 {
					have.Content = append(have.Content[:j:j], have.Content[j+2:]...) // Fairlead's entry was the last
				}
			}
		}
		if changed && dry {
			return true
		}
	}
	return changed
}

// value merges want into the i-th node of parent.
func (m *merger) value(parent *yaml.Node, i int, want *yaml.Node, path string, dry bool) bool {
	have := krm.Resolve(parent.Content[i])
	switch {
	case want.Kind == yaml.MappingNode && have.Kind == yaml.MappingNode:
		return m.mapping(have, want, path, dry)
	case want.Kind == yaml.SequenceNode && have.Kind == yaml.SequenceNode && m.lists.at(path) != nil:
		return m.list(have, want, m.lists.at(path), path, dry)
	case same(have, want):
		return false
	case m.isTheirs(path) && have.Kind == yaml.ScalarNode:
		m.differ = append(m.differ, difference{path, have, want})
		return false
	}
	if !dry {
		fresh := present(clone(want))
		fresh.LineComment, fresh.HeadComment, fresh.FootComment = have.LineComment, have.HeadComment, have.FootComment
		if fresh.Kind == yaml.ScalarNode && keepsStyle(have, fresh) {
			fresh.Style = have.Style
		}
		parent.Content[i] = fresh
	}
	return true
}

// keepsStyle reports whether a new value may be quoted as the old one was.
func keepsStyle(have, fresh *yaml.Node) bool {
	return have.Kind == yaml.ScalarNode && have.ShortTag() == fresh.ShortTag() && fresh.Style == 0 &&
		have.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0
}

// list merges entries by their identity.
func (m *merger) list(have, want *yaml.Node, l *list, path string, dry bool) bool {
	changed := false
	keep := map[string]bool{}
	for _, entry := range want.Content {
		id := l.identity(entry)
		keep[id] = true
		i := entryOf(have, l, id)
		switch {
		case isAbsent(entry):
			if i < 0 || m.isTheirs(path) {
				continue
			}
			changed = true
			if !dry {
				have.Content = append(have.Content[:i:i], have.Content[i+1:]...)
			}
		case i < 0:
			changed = true
			if !dry {
				have.Content = append(have.Content, present(clone(entry)))
			}
		default:
			changed = m.value(have, i, entry, path, dry) || changed
		}
		if changed && dry {
			return true
		}
	}
	if !l.recorded || !m.ours {
		return changed
	}
	for _, id := range recorded(m.owned, path) {
		if i := entryOf(have, l, id); i >= 0 && !keep[id] {
			changed = true
			if !dry {
				have.Content = append(have.Content[:i:i], have.Content[i+1:]...)
			}
		}
	}
	return changed
}

// isTheirs reports whether a path, or one above it, belongs to the person who owns the resource.
func (m *merger) isTheirs(path string) bool {
	for _, t := range m.theirs {
		if path == t || strings.HasPrefix(path, t+".") {
			return true
		}
	}
	return false
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// indexOf returns the index of a key in a mapping, or -1.
func indexOf(m *yaml.Node, key string) int {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			return i
		}
	}
	return -1
}

func entryOf(have *yaml.Node, l *list, id string) int {
	for i, e := range have.Content {
		if l.identity(krm.Resolve(e)) == id {
			return i
		}
	}
	return -1
}

// same reports whether two values are equal, whatever their style and, in a mapping, their order.
func same(a, b *yaml.Node) bool {
	a, b = krm.Resolve(a), krm.Resolve(b)
	if a.Kind != b.Kind {
		return false
	}
	if a.Kind == yaml.ScalarNode {
		return a.Value == b.Value && a.ShortTag() == b.ShortTag()
	}
	if len(a.Content) != len(b.Content) {
		return false
	}
	if a.Kind == yaml.SequenceNode {
		for i := range a.Content {
			if !same(a.Content[i], b.Content[i]) {
				return false
			}
		}
		return true
	}
	for i := 0; i+1 < len(a.Content); i += 2 {
		j := indexOf(b, a.Content[i].Value)
		if j < 0 || !same(a.Content[i+1], b.Content[j+1]) {
			return false
		}
	}
	return true
}

func clone(n *yaml.Node) *yaml.Node {
	c := *n
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, e := range n.Content {
		c.Content[i] = clone(e)
	}
	return &c
}
