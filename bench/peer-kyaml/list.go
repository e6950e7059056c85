// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strconv"

	"sigs.k8s.io/kustomize/kyaml/kio/kioutil"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// list is the items by identity.
type list struct {
	items []*yaml.RNode
	have  map[identity]*yaml.RNode
	next  map[string]int // the index for the next new resource of a file
	err   error
}

type identity struct{ apiVersion, kind, namespace, name string }

func identify(n *yaml.RNode) identity {
	return identity{n.GetApiVersion(), n.GetKind(), n.GetNamespace(), n.GetName()}
}

func newList(items []*yaml.RNode) *list {
	l := &list{items: items, have: make(map[identity]*yaml.RNode, len(items)), next: map[string]int{}}
	for _, item := range items {
		l.have[identify(item)] = item
		path, index, err := kioutil.GetFileAnnotations(item)
		if err != nil {
			l.err = err
			return l
		}
		if at, err := strconv.Atoi(index); err == nil && at >= l.next[path] {
			l.next[path] = at + 1
		}
	}
	return l
}

// upsert puts a resource in the place of the one of its identity, or behind the others.
func (l *list) upsert(n *yaml.RNode, path string) {
	if l.err != nil {
		return
	}
	have := l.have[identify(n)]
	if have == nil {
		place(n, path, strconv.Itoa(l.next[path]))
		l.next[path]++
		l.items = append(l.items, n)
		return
	}
	path, index, err := kioutil.GetFileAnnotations(have)
	if err != nil {
		l.err = err
		return
	}
	place(n, path, index)
	have.SetYNode(n.YNode())
}

// place says where a resource stands in the package, in both spellings.
func place(n *yaml.RNode, path, index string) {
	annotations := n.Field(yaml.MetadataField).Value.Field(yaml.AnnotationsField).Value.YNode()
	for _, e := range []entry{
		{kioutil.LegacyIndexAnnotation, text(index)}, {kioutil.LegacyPathAnnotation, text(path)},
		{kioutil.IndexAnnotation, text(index)}, {kioutil.PathAnnotation, text(path)},
	} {
		annotations.Content = append(annotations.Content, text(e.key), e.value)
	}
}
