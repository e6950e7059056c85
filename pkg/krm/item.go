// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"errors"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// Item is one resource of a list: a resource that came in, or one that a function added.
//
// What is read from it (Node, Lookup, Annotation) is the resource as it is now. Nobody but Set and Remove may change
// it: an item that is only read leaves with the bytes with which it came.
type Item struct {
	APIVersion, Kind, Name, Namespace string
	// Path and Index say where the item stands in the package. Path is "" where nobody said, as under kustomize.
	Path  string
	Index int
	// Package tells the packages of a list apart, where packages lie in packages: the same path may stand in two of them.
	Package string

	node    *yaml.Node        // the resource; nil for a new item, which is made when it is written
	came    *yaml.Node        // the resource as it came in
	build   func() *yaml.Node // makes a new item
	builder *Builder          // what build may make it by

	// What is asked for most of the resource as it came: metadata, the annotations in it, and spec.
	metadata, notes, spec *yaml.Node

	start, end int // its bytes in the input, from the dash on; both 0 where it was not cut from block style
	text       []byte
	splices    []splice // lines put into it where that is all that changed

	// Where source, line startLine begins at offset startAt: from there positions of nodes become offsets.
	source             []byte
	startAt, startLine int

	line       int // line in its file of the first line of text; 0 where the file was not read by Fairlead
	column     int // column of that line on which text begins; 0 means 1
	state      state
	isAlias    bool // the list holds an alias in its place
	hadAnchors bool // before it was changed or removed: other items may have aliases to them
}

type state uint8

const (
	untouched state = iota
	changed
	added
	removed
)

// newItem reads the identity of a resource from its node.
func newItem(n *yaml.Node) (*Item, error) {
	it, err := itemOf(n)
	switch {
	case err != nil:
		return nil, err
	case it.APIVersion == "":
		return nil, fmt.Errorf("must have an `apiVersion`")
	case it.Kind == "":
		return nil, fmt.Errorf("must have a `kind`")
	}
	return it, nil
}

// placedError is an error about one node.
type placedError struct {
	error
	at *yaml.Node
}

func (e *placedError) Unwrap() error { return e.error }

// PlaceOf returns the node that an error is about, or the one that is given.
func PlaceOf(err error, otherwise *yaml.Node) *yaml.Node {
	var placed *placedError
	if errors.As(err, &placed) && placed.at.Line > 0 {
		return placed.at
	}
	return otherwise
}

// itemOf is newItem for what may leave its apiVersion and kind to the place in which it stands.
func itemOf(n *yaml.Node) (*Item, error) {
	m := Resolve(n)
	if m.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("must be a resource, is %s", kindName(m))
	}
	if _, second := Duplicate(m); second != nil {
		return nil, &placedError{fmt.Errorf("key %q stands twice", second.Value), second}
	}
	it := &Item{node: m, came: m, isAlias: n.Kind == yaml.AliasNode}
	it.APIVersion, it.Kind = Text(Lookup(m, "apiVersion")), Text(Lookup(m, "kind"))
	it.metadata, it.spec = Lookup(m, "metadata"), Lookup(m, "spec")
	it.notes = Lookup(it.metadata, "annotations")
	it.Name, it.Namespace = Text(Lookup(it.metadata, "name")), Text(Lookup(it.metadata, "namespace"))
	it.Path = firstOf(it.annotation(PathAnnotation), it.annotation(LegacyPathAnnotation))
	it.Package = it.annotation(packageAnnotation)
	// An index that is no number is the orchestrator's business; 0 is where kpt puts such an item.
	it.Index, _ = strconv.Atoi(firstOf(it.annotation(IndexAnnotation), it.annotation(LegacyIndexAnnotation)))
	return it, nil
}

// Node returns the resource for reading. It is nil for an item that this run added.
func (i *Item) Node() *yaml.Node { return i.node }

// Lookup returns the value at path, or nil.
func (i *Item) Lookup(path ...string) *yaml.Node {
	if len(path) > 0 && i.state == untouched {
		// Rules ask for these two dozens of times for each resource.
		switch path[0] {
		case "metadata":
			return Lookup(i.metadata, path[1:]...)
		case "spec":
			return Lookup(i.spec, path[1:]...)
		}
	}
	return Lookup(i.node, path...)
}

// Annotation returns the value of an annotation, and whether it is there.
func (i *Item) Annotation(key string) (string, bool) {
	n := Lookup(i.notes, key)
	if n == nil || n.Kind != yaml.ScalarNode {
		return "", false
	}
	return n.Value, true
}

func (i *Item) annotation(key string) string {
	v, _ := i.Annotation(key)
	return v
}

// LocalConfig reports whether the resource is for tools only and never reaches a cluster.
func (i *Item) LocalConfig() bool { return i.annotation(LocalConfigAnnotation) == "true" }

// Group returns the API group: "" for the core group.
func (i *Item) Group() string {
	for k := 0; k < len(i.APIVersion); k++ {
		if i.APIVersion[k] == '/' {
			return i.APIVersion[:k]
		}
	}
	return ""
}

// Is reports whether the item is of that group and kind, in whatever version.
func (i *Item) Is(group, kind string) bool { return i.Kind == kind && i.Group() == group }

// Set replaces the resource. The node must keep its identity.
func (i *Item) Set(n *yaml.Node) {
	if i.state == untouched {
		i.hadAnchors = hasAnchor(i.node)
		i.state = changed
	}
	i.node, i.splices = n, nil
	i.notes = Lookup(n, "metadata", "annotations")
}

// Remove takes the item out of the list.
func (i *Item) Remove() {
	if i.state == untouched {
		i.hadAnchors = hasAnchor(i.node)
	}
	i.state = removed
}

// Removed reports whether Remove was called.
func (i *Item) Removed() bool { return i.state == removed }

// Changed reports whether Set was called on an item that came in.
func (i *Item) Changed() bool { return i.state == changed }

// Added reports whether the item is new.
func (i *Item) Added() bool { return i.state == added }

// Ref names the item in a result.
func (i *Item) Ref() *ResourceRef {
	return &ResourceRef{APIVersion: i.APIVersion, Kind: i.Kind, Name: i.Name, Namespace: i.Namespace}
}

// Result returns a result about the item: about the field at path, whose node gives the position. Both may be empty.
func (i *Item) Result(severity Severity, rule, path string, at *yaml.Node, format string, args ...any) Result {
	r := Result{Message: fmt.Sprintf(format, args...), Severity: severity, Rule: rule, Resource: i.Ref()}
	if path != "" {
		r.Field = &Field{Path: path}
	}
	if i.Path != "" {
		r.File = &File{Path: i.Path, Index: i.Index}
	}
	r.Line, r.Column = i.Position(at)
	return r
}

// Position returns line and column, from 1, of a node of the item in its file; of the item itself where the node is
// nil or was made by the run; zeros where Fairlead did not read the file.
func (i *Item) Position(at *yaml.Node) (line, column int) {
	if i.line == 0 {
		return 0, 0
	}
	if at == nil || at.Line == 0 {
		at = i.node
	}
	if at == nil || at.Line == 0 {
		return i.line, 1
	}
	if at.Line == 1 && i.column > 1 {
		return i.line, at.Column + i.column - 1
	}
	return i.line + at.Line - 1, at.Column
}

// Duplicate returns the first key that a mapping holds twice, at both of its places; nil where there is none.
func Duplicate(n *yaml.Node) (first, second *yaml.Node) {
	if len(n.Content) > 64 {
		return duplicateOfMany(n)
	}
	// A resource has a handful of keys: comparing them is cheaper than a map.
	for i := 2; i+1 < len(n.Content); i += 2 {
		for j := 0; j < i; j += 2 {
			if a, b := n.Content[j], n.Content[i]; a.Value == b.Value && a.Kind == yaml.ScalarNode && b.Kind == yaml.ScalarNode {
				return a, b
			}
		}
	}
	return nil, nil
}

func duplicateOfMany(n *yaml.Node) (first, second *yaml.Node) {
	seen := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			continue
		}
		if first := seen[key.Value]; first != nil {
			return first, key
		}
		seen[key.Value] = key
	}
	return nil, nil
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	if n.ShortTag() == "!!null" {
		return "null"
	}
	return "a scalar"
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
