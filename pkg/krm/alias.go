// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"errors"

	"go.yaml.in/yaml/v3"
)

// replaced holds new values of keys of the list, by the place of the key.
type replaced map[int]*yaml.Node

// freeOfAliases makes everything that is written stand on its own where an anchor may have gone: an alias may point
// into another item, and that item may be changed or removed. Where no anchored item was touched nothing is copied.
// It changes the items, and returns what is to replace the rest of the list.
func (l *ResourceList) freeOfAliases() (replaced, error) {
	lost := false
	for _, it := range l.Items {
		if (it.state == changed || it.state == removed) && it.hadAnchors {
			lost = true
		}
	}
	if !lost {
		return nil, nil
	}
	for _, it := range l.Items {
		if it.state == added || it.state == removed || !it.isAlias && !hasAlias(it.node) {
			continue
		}
		n, err := Expand(it.node)
		if err != nil {
			return nil, err
		}
		it.Set(n)
	}
	rest := replaced{}
	for i := 0; i+1 < len(l.root.Content); i += 2 {
		value := l.root.Content[i+1]
		if l.root.Content[i].Value == "items" || !hasAlias(value) {
			continue
		}
		n, err := Expand(value)
		if err != nil {
			return nil, err
		}
		rest[i/2] = n
		if l.root.Content[i].Value == "results" {
			l.results = n
		}
	}
	return rest, nil
}

func hasAnchor(n *yaml.Node) bool {
	if n.Anchor != "" && n.Kind != yaml.AliasNode {
		return true
	}
	for _, c := range n.Content {
		if hasAnchor(c) {
			return true
		}
	}
	return false
}

func hasAlias(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode {
		return true
	}
	for _, c := range n.Content {
		if hasAlias(c) {
			return true
		}
	}
	return false
}

// maxExpanded bounds the nodes of an expanded resource, since a few aliases of aliases stand for billions.
const maxExpanded = 1 << 20

var (
	errTooMany     = errors.New("the aliases of a resource stand for too many values")
	errHoldsItself = errors.New("an alias of a resource holds itself")
)

// Expand returns a copy of a resource in which each alias is replaced by what it stands for. It refuses an alias that
// holds itself.
func Expand(n *yaml.Node) (*yaml.Node, error) {
	left := maxExpanded
	return expand(n, map[*yaml.Node]bool{}, &left)
}

func expand(n *yaml.Node, open map[*yaml.Node]bool, left *int) (*yaml.Node, error) {
	if *left--; *left < 0 {
		return nil, errTooMany
	}
	if n.Kind == yaml.AliasNode {
		if open[n.Alias] {
			return nil, errHoldsItself
		}
		open[n.Alias] = true
		defer delete(open, n.Alias)
		return expand(n.Alias, open, left)
	}
	c := *n
	c.Anchor = ""
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		e, err := expand(child, open, left)
		if err != nil {
			return nil, err
		}
		c.Content[i] = e
	}
	return &c, nil
}

// CheckAliases is the function of that name for the resource. A text without an ampersand holds no anchor, and so no alias:
// nearly every resource is spared the walk.
func (i *Item) CheckAliases() error {
	if i.text != nil && i.state == untouched && bytes.IndexByte(i.text, '&') < 0 {
		return nil
	}
	return CheckAliases(i.node)
}

// CheckAliases says what is wrong with the aliases of a resource: one that holds itself, or so many of each other that
// whoever follows them never ends. PlaceOf says which.
func CheckAliases(n *yaml.Node) error {
	if !hasAlias(n) {
		return nil
	}
	left := maxExpanded
	return countExpanded(n, map[*yaml.Node]bool{}, &left)
}

func countExpanded(n *yaml.Node, open map[*yaml.Node]bool, left *int) error {
	if *left--; *left < 0 {
		return errTooMany
	}
	if n.Kind == yaml.AliasNode {
		if open[n.Alias] {
			return &placedError{errHoldsItself, n}
		}
		open[n.Alias] = true
		defer delete(open, n.Alias)
		return countExpanded(n.Alias, open, left)
	}
	for _, c := range n.Content {
		if err := countExpanded(c, open, left); err != nil {
			return err
		}
	}
	return nil
}
