// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// list says how the entries of a list are told from each other, so that an entry of a person's stays where Fairlead's
// is set, replaced or taken out. A list that is not named here is Fairlead's as a whole.
type list struct {
	// path is dotted, without indexes: spec.ignoreDifferences.
	path string
	// identity names an entry.
	identity func(entry *yaml.Node) string
	// recorded says that an entry of an earlier run which is no longer wanted goes: the OwnedAnnotation holds it.
	recorded bool
	// always are identities that every run wants, so that there is no need to record them.
	always []string
}

type lists []list

func (l lists) at(path string) *list {
	for i := range l {
		if l[i].path == path {
			return &l[i]
		}
	}
	return nil
}

// byValue tells scalars by their value.
func byValue(e *yaml.Node) string { return krm.Resolve(e).Value }

// byKey tells `key=value` entries by what stands before the equals sign.
func byKey(e *yaml.Node) string {
	key, _, _ := strings.Cut(krm.Resolve(e).Value, "=")
	return key
}

// byFields tells mappings by the values of some of their fields; each may be dotted.
func byFields(fields ...string) func(*yaml.Node) string {
	paths := make([][]string, len(fields))
	for i, f := range fields {
		paths[i] = strings.Split(f, ".")
	}
	return func(e *yaml.Node) string {
		var b strings.Builder
		for i, p := range paths {
			if i > 0 {
				b.WriteByte('/')
			}
			if v := krm.Lookup(e, p...); v != nil {
				b.WriteString(v.Value)
			}
		}
		return b.String()
	}
}

// record returns the entries of the OwnedAnnotation for a tree: name of the list, colon and identity of each entry that
// is recorded.
func (l lists) record(tree *yaml.Node) []string {
	var entries []string
	for _, one := range l {
		if !one.recorded {
			continue
		}
		name := one.path[strings.LastIndexByte(one.path, '.')+1:]
		for _, e := range listsAt(tree, strings.Split(one.path, ".")) {
			if id := one.identity(e); !isAbsent(e) && !contains(one.always, id) {
				entries = append(entries, name+":"+id)
			}
		}
	}
	return entries
}

// listsAt returns the entries of the list at path, through lists on the way.
func listsAt(n *yaml.Node, path []string) []*yaml.Node {
	n = krm.Resolve(n)
	if n == nil {
		return nil
	}
	if n.Kind == yaml.SequenceNode {
		if len(path) == 0 {
			return n.Content
		}
		var all []*yaml.Node
		for _, e := range n.Content {
			all = append(all, listsAt(e, path)...)
		}
		return all
	}
	if len(path) == 0 || n.Kind != yaml.MappingNode {
		return nil
	}
	return listsAt(krm.Lookup(n, path[0]), path[1:])
}

// recorded returns the identities that an OwnedAnnotation holds for the list at path.
func recorded(owned, path string) []string {
	prefix := path[strings.LastIndexByte(path, '.')+1:] + ":"
	var ids []string
	for entry := range strings.FieldsSeq(owned) {
		if id, ok := strings.CutPrefix(entry, prefix); ok {
			ids = append(ids, id)
		}
	}
	return ids
}
