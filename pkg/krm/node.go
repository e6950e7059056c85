// SPDX-License-Identifier: Apache-2.0

package krm

import "go.yaml.in/yaml/v3"

// Resolve returns the node that an alias stands for, and any other node itself. nil stays nil.
func Resolve(n *yaml.Node) *yaml.Node {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// Lookup returns the value at path below n, with aliases resolved, or nil where there is none. A key that is absent is
// also looked for in what the mapping merges (`<<`).
func Lookup(n *yaml.Node, path ...string) *yaml.Node {
	n = Resolve(n)
	for _, key := range path {
		n = Resolve(field(n, key, 0))
	}
	return n
}

// maxMerges bounds how deep merge keys are followed: a cycle of them is legal YAML.
const maxMerges = 8

func field(n *yaml.Node, key string, depth int) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode || depth > maxMerges {
		return nil
	}
	merges := false
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if k.Value == key && Resolve(k).Kind == yaml.ScalarNode {
			return n.Content[i+1]
		}
		merges = merges || k.Tag == "!!merge"
	}
	if !merges {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Tag == "!!merge" {
			if v := merged(Resolve(n.Content[i+1]), key, depth+1); v != nil {
				return v
			}
		}
	}
	return nil
}

func merged(n *yaml.Node, key string, depth int) *yaml.Node {
	if n != nil && n.Kind == yaml.SequenceNode {
		for _, e := range n.Content {
			if v := field(Resolve(e), key, depth); v != nil {
				return v
			}
		}
		return nil
	}
	return field(n, key, depth)
}

// Text returns the value of a scalar node that YAML reads as a string, and "" for everything else. Numbers, booleans
// and nulls are no strings: a name that is not quoted is a mistake of its own.
func Text(n *yaml.Node) string {
	n = Resolve(n)
	if n == nil || n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" {
		return ""
	}
	return n.Value
}
