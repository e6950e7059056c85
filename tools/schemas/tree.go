// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
)

// node is one type of the tree. letter is its kind as pkg/schema reads it: s b i n x * [ < { or =.
type node struct {
	letter string
	fields []field // of {
	open   bool    // of {: keeps fields that it does not know
	elem   *node   // of [ and <
	values []string
}

type field struct {
	name     string
	required bool
	node     *node
}

// property is what is read of an OpenAPI schema; everything else is descriptions and limits of values.
type property struct {
	Type       string
	Properties map[string]property
	Required   []string
	Items      *property
	Additional yaml.Node `yaml:"additionalProperties"`
	Enum       []string
	Default    yaml.Node
	Preserve   bool `yaml:"x-kubernetes-preserve-unknown-fields"`
	IntOrText  bool `yaml:"x-kubernetes-int-or-string"`
}

// fromCRD reads the one version that a CRD serves.
func fromCRD(text []byte) (*node, error) {
	var crd struct {
		Spec struct {
			Versions []struct {
				Schema struct {
					OpenAPIV3Schema property `yaml:"openAPIV3Schema"`
				}
			}
		}
	}
	if err := yaml.Unmarshal(text, &crd); err != nil {
		return nil, err
	}
	if len(crd.Spec.Versions) != 1 {
		return nil, fmt.Errorf("has %d versions: this command knows how to read one", len(crd.Spec.Versions))
	}
	root, err := fromProperty(crd.Spec.Versions[0].Schema.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	// The API server knows the metadata of every object by itself, and nobody writes a status by hand.
	for _, name := range []string{"metadata", "status"} {
		if f := root.field(name); f != nil {
			f.node = &node{letter: "*"}
		}
	}
	return root, nil
}

func fromProperty(p property) (*node, error) {
	letters := map[string]string{"string": "s", "boolean": "b", "integer": "i", "number": "n"}
	switch {
	case p.IntOrText:
		return &node{letter: "x"}, nil
	case len(p.Enum) > 0:
		return &node{letter: "=", values: p.Enum}, nil
	case p.Type == "array":
		return list("[", *p.Items)
	case p.Additional.Kind == yaml.MappingNode:
		var elem property
		if err := p.Additional.Decode(&elem); err != nil {
			return nil, err
		}
		return list("<", elem)
	case letters[p.Type] != "":
		return &node{letter: letters[p.Type]}, nil
	case len(p.Properties) == 0 && p.Preserve, p.Additional.Value == "true":
		return &node{letter: "*"}, nil
	case p.Type != "object":
		return nil, fmt.Errorf("a schema has the type %q: this command does not know it", p.Type)
	}
	n := &node{letter: "{", open: p.Preserve}
	for name, child := range p.Properties {
		c, err := fromProperty(child)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		// The API server fills in what has a default before it asks for what is required.
		n.add(field{name, slices.Contains(p.Required, name) && child.Default.Kind == 0, c})
	}
	return n, nil
}

func list(letter string, elem property) (*node, error) {
	e, err := fromProperty(elem)
	return &node{letter: letter, elem: e}, err
}

func (n *node) field(name string) *field {
	for i := range n.fields {
		if n.fields[i].name == name {
			return &n.fields[i]
		}
	}
	return nil
}

func (n *node) add(f field) {
	n.fields = append(n.fields, f)
	sort.Slice(n.fields, func(i, j int) bool { return n.fields[i].name < n.fields[j].name })
}

func (n *node) remove(name string) {
	n.fields = slices.DeleteFunc(n.fields, func(f field) bool { return f.name == name })
}

func (n *node) clone() *node {
	c := *n
	c.fields = slices.Clone(n.fields)
	for i := range c.fields {
		c.fields[i].node = c.fields[i].node.clone()
	}
	if n.elem != nil {
		c.elem = n.elem.clone()
	}
	return &c
}

// walk calls f for every object below n, from the top down.
func (n *node) walk(f func(*node)) {
	f(n)
	for _, child := range n.fields {
		child.node.walk(f)
	}
	if n.elem != nil {
		n.elem.walk(f)
	}
}

// table gives each different type a number. Versions have most types in common, so all of them together are little more
// than one.
type table struct {
	lines   []string
	numbers map[string]int
}

func (t *table) number(n *node) int {
	line := n.letter
	switch n.letter {
	case "[", "<":
		line = fmt.Sprint(n.letter, t.number(n.elem))
	case "=":
		line = "=" + strings.Join(n.values, "|")
	case "{":
		var words []string
		for _, f := range n.fields {
			mark := ""
			if f.required {
				mark = "!"
			}
			words = append(words, fmt.Sprintf("%s%s:%d", f.name, mark, t.number(f.node)))
		}
		if n.open {
			line = "{~"
		}
		line += strings.Join(words, " ")
	}
	if i, ok := t.numbers[line]; ok {
		return i
	}
	i := len(t.lines)
	t.lines = append(t.lines, line)
	t.numbers[line] = i
	return i
}
