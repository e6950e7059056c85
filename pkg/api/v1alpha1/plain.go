// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"strconv"

	"go.yaml.in/yaml/v3"
)

// plain refuses what YAML allows and a short file does not need, anywhere in the resource: anchors, aliases, merge keys,
// and keys that stand twice or are no strings. Each of them makes a file say something else than it shows, and a
// function that edits such a resource would change what other resources hold.
func (d *decoder) plain(n *yaml.Node) {
	if n.Kind == yaml.AliasNode {
		d.fail("anchor-in-spec", n, "must not be an alias: write the value in full")
		return
	}
	if n.Anchor != "" {
		d.fail("anchor-in-spec", n, "must not have an anchor: write the value in full in each place")
	}
	switch n.Kind {
	case yaml.MappingNode:
		d.plainMapping(n)
	case yaml.SequenceNode:
		for i, c := range n.Content {
			d.path = append(d.path, step{index: i})
			d.plain(c)
			d.path = d.path[:len(d.path)-1]
		}
	}
}

func (d *decoder) plainMapping(n *yaml.Node) {
	var seen map[string]bool // a mapping has a handful of keys: comparing them is cheaper than a map
	if len(n.Content) > 64 {
		seen = make(map[string]bool, len(n.Content)/2)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode:
			d.fail("wrong-type", key, "a key must be a string")
			continue
		case key.Tag == "!!merge":
			d.fail("merge-key", key, "must not merge another mapping (<<): write the fields in full")
			continue
		case key.Anchor != "":
			d.fail("anchor-in-spec", key, "a key must not have an anchor")
		}
		d.path = append(d.path, step{key: keyText(key)})
		if seen[key.Value] || seen == nil && standsBefore(n, i) {
			d.fail("duplicate-key", key, "the key stands twice: keep one of the two")
		}
		if seen != nil {
			seen[key.Value] = true
		}
		d.plain(value)
		d.path = d.path[:len(d.path)-1]
	}
}

func standsBefore(n *yaml.Node, i int) bool {
	for j := 0; j < i; j += 2 {
		if n.Content[j].Value == n.Content[i].Value && n.Content[j].Kind == yaml.ScalarNode {
			return true
		}
	}
	return false
}

// keyText returns the key for a path, in which "" means a place in a list.
func keyText(key *yaml.Node) string {
	if key.Value == "" {
		return strconv.Quote("")
	}
	return key.Value
}
