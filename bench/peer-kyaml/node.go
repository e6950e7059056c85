// SPDX-License-Identifier: Apache-2.0

package main

import "sigs.k8s.io/kustomize/kyaml/yaml"

// entry is a key of a mapping and its value.
type entry struct {
	key   string
	value *yaml.Node
}

func mapping(entries ...entry) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: yaml.NodeTagMap}
	for _, e := range entries {
		n.Content = append(n.Content, text(e.key), e.value)
	}
	return n
}

func sequence(values ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.SequenceNode, Tag: yaml.NodeTagSeq, Content: values}
}

func text(s string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: s}
}

func texts(values ...string) *yaml.Node {
	n := sequence()
	for _, v := range values {
		n.Content = append(n.Content, text(v))
	}
	return n
}

func yes() *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagBool, Value: "true"}
}

// metadata is the metadata of a resource.
func metadata(name, namespace string, annotations ...entry) *yaml.Node {
	entries := []entry{{"name", text(name)}}
	if namespace != "" {
		entries = append(entries, entry{"namespace", text(namespace)})
	}
	return mapping(append(entries, entry{"annotations", mapping(annotations...)})...)
}

func resource(apiVersion, kind string, metadata *yaml.Node, rest ...entry) *yaml.RNode {
	head := []entry{{"apiVersion", text(apiVersion)}, {"kind", text(kind)}, {"metadata", metadata}}
	return yaml.NewRNode(mapping(append(head, rest...)...))
}
