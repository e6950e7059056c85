// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Patch stands for the group of a Kind of which Check is called with the inline patches of kustomizations: what a patch sets
// in a ConfigMap, say, as a ConfigMap that is not whole. A patch is no resource: it is not among the items.
const Patch = "patch of a kustomization"

const kustomizeGroup = "kustomize.config.k8s.io"

// Patches returns what the inline patches of all kustomizations set in the resources of a kind of the core group, in order.
func (c *Context) Patches(kind string) []*krm.Item {
	var found []*krm.Item
	for _, it := range c.Items {
		for _, p := range c.patches[it] {
			if p.Kind == kind {
				found = append(found, p)
			}
		}
	}
	return found
}

// IsPatch reports whether an item is one of Patches.
func (c *Context) IsPatch(it *krm.Item) bool { return c.isPatch[it] }

// addPatches notes the patches that a kustomization holds.
func (c *Context) addPatches(holder *krm.Item) {
	if holder.Group() != kustomizeGroup {
		return
	}
	for _, p := range patchesOf(holder) {
		c.patches[holder] = append(c.patches[holder], p)
		c.isPatch[p] = true
	}
}

// patchesOf returns the inline patches of a kustomization or component that are about a ConfigMap. Other kinds no rule asks for.
func patchesOf(holder *krm.Item) []*krm.Item {
	var found []*krm.Item
	for _, field := range [...]string{"patches", "patchesStrategicMerge", "patchesJson6902"} {
		for _, entry := range entriesOf(holder.Lookup(field)) {
			text, target := entry, (*yaml.Node)(nil)
			if entry.Kind == yaml.MappingNode {
				text, target = krm.Lookup(entry, "patch"), krm.Lookup(entry, "target")
			}
			if text == nil || !strings.Contains(text.Value, ":") {
				continue // a file
			}
			for _, document := range holder.Documents(text) {
				if p := patchOf(holder, krm.Resolve(document), target); p != nil {
					found = append(found, p)
				}
			}
		}
	}
	return found
}

// patchOf returns what one patch says about one ConfigMap by name; nil where it is about anything else.
func patchOf(holder *krm.Item, document, target *yaml.Node) *krm.Item {
	kind, name, namespace := krm.Text(krm.Lookup(document, "kind")), krm.Text(krm.Lookup(document, "metadata", "name")), krm.Text(krm.Lookup(document, "metadata", "namespace"))
	if target != nil { // then kustomize does not look at the names in the patch
		kind, name, namespace = krm.Text(krm.Lookup(target, "kind")), krm.Text(krm.Lookup(target, "name")), krm.Text(krm.Lookup(target, "namespace"))
	}
	if kind != "ConfigMap" || !plainName.MatchString(name) {
		return nil
	}
	data := mergedData(document)
	if document.Kind == yaml.SequenceNode {
		data = setData(document)
	}
	if data == nil {
		return nil
	}
	root := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: data.Line, Column: data.Column,
		Content: []*yaml.Node{{Kind: yaml.ScalarNode, Tag: "!!str", Value: "data", Line: data.Line, Column: data.Column}, data}}
	return holder.Part(root, "v1", kind, namespace, name)
}

// plainName is a name as it stands, and no regular expression of a target.
var plainName = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`)

// mergedData returns the keys that a strategic merge patch sets. A key that it deletes, and a directive of the patch, are none.
func mergedData(document *yaml.Node) *yaml.Node {
	data := krm.Lookup(document, "data")
	if data == nil || data.Kind != yaml.MappingNode || krm.Lookup(document, "$patch") != nil {
		return nil
	}
	set := *data
	set.Content = nil
	for i := 0; i+1 < len(data.Content); i += 2 {
		key, value := data.Content[i], data.Content[i+1]
		if !strings.HasPrefix(key.Value, "$") && krm.Resolve(value).ShortTag() != "!!null" {
			set.Content = append(set.Content, key, value)
		}
	}
	return &set
}

// setData returns the keys that the operations of a JSON patch add or replace, each where its value stands.
func setData(operations *yaml.Node) *yaml.Node {
	set := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: operations.Line, Column: operations.Column}
	for _, operation := range entriesOf(operations) {
		path, value := krm.Lookup(operation, "path"), krm.Lookup(operation, "value")
		if op := krm.Text(krm.Lookup(operation, "op")); op != "add" && op != "replace" || value == nil {
			continue
		}
		key, ok := strings.CutPrefix(krm.Text(path), "/data/")
		if !ok || strings.Contains(key, "/") {
			continue
		}
		name := *path
		name.Value = strings.ReplaceAll(strings.ReplaceAll(key, "~1", "/"), "~0", "~")
		set.Content = append(set.Content, &name, value)
	}
	if len(set.Content) == 0 {
		return nil
	}
	return set
}

// entriesOf returns the entries of a list, aliases resolved; nil for anything else.
func entriesOf(n *yaml.Node) []*yaml.Node {
	if n = krm.Resolve(n); n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	entries := make([]*yaml.Node, len(n.Content))
	for i, e := range n.Content {
		entries[i] = krm.Resolve(e)
	}
	return entries
}
