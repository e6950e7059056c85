// SPDX-License-Identifier: Apache-2.0

// Package schema knows the fields and types of Application, AppProject and ApplicationSet for every supported minor of Argo CD,
// and of ImageUpdater for every supported minor of Image Updater. They come from the CRDs; see data/NOTICE.
//
// Nothing is read before Load, and Load reads only what one kind has in one version.
package schema

import (
	"slices"
	"sort"
)

// Type is the type of a value.
type Type uint8

// The types. A value of type Any is not looked into: a free-form map, or what the API server checks by itself.
const (
	Any Type = iota
	Object
	List
	Map
	String
	Boolean
	Integer
	Number
	IntOrString
)

// String names the type as a message does.
func (t Type) String() string {
	return [...]string{"anything", "a mapping", "a list", "a mapping", "a string", "true or false", "a whole number", "a number", "a whole number or a string"}[t]
}

// Node is the type of a value with what is below it. Nodes are shared and must not be changed.
type Node struct {
	Type Type
	// Fields are those of an Object, sorted by name.
	Fields []Field
	// Open says that an Object may have other fields too.
	Open bool
	// Elem is the type of the entries of a List and of the values of a Map.
	Elem *Node
	// Enum are the values that a String may have; none means any.
	Enum []string
}

// Field is one field of an Object.
type Field struct {
	Name string
	// Required says that the API server refuses an object without it.
	Required bool
	*Node
}

// Field returns a field of an Object, or nil.
func (n *Node) Field(name string) *Field {
	low, high := 0, len(n.Fields)
	for low < high {
		middle := (low + high) / 2
		if n.Fields[middle].Name < name {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < len(n.Fields) && n.Fields[low].Name == name {
		return &n.Fields[low]
	}
	return nil
}

// Names returns the names of the fields.
func (n *Node) Names() []string {
	names := make([]string, len(n.Fields))
	for i, f := range n.Fields {
		names[i] = f.Name
	}
	return names
}

// Lookup returns the node below n. An entry of a List and a value of a Map have the name Each. nil where there is none.
func (n *Node) Lookup(path ...string) *Node {
	for _, name := range path {
		switch {
		case name == Each && n.Elem != nil:
			n = n.Elem
		case n.Type == Object:
			f := n.Field(name)
			if f == nil {
				return nil
			}
			n = f.Node
		default:
			return nil
		}
	}
	return n
}

// Each stands in a path for every entry of a list or value of a map.
const Each = "*"

// Where returns the paths of fields of that name at most depth fields below n, nearest first. Entries of lists and values of
// maps do not count as a step.
func (n *Node) Where(name string, depth int) [][]string {
	var found [][]string
	n.where(name, depth, nil, &found)
	sort.SliceStable(found, func(i, j int) bool { return len(found[i]) < len(found[j]) })
	return found
}

func (n *Node) where(name string, depth int, path []string, found *[][]string) {
	for n.Elem != nil {
		n, path = n.Elem, slices.Concat(path, []string{Each})
	}
	if depth == 0 {
		return
	}
	for _, f := range n.Fields {
		below := slices.Concat(path, []string{f.Name})
		if f.Name == name {
			*found = append(*found, below)
		}
		f.where(name, depth-1, below, found)
	}
}
