// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

//go:embed lists/*.yaml
var lists embed.FS

// BuiltIn returns the lists that every function can be tried with: what kpt and kustomize send, and none at all.
func BuiltIn() []List {
	var all []List
	for _, name := range []string{"kpt", "kustomize", "empty"} {
		text, err := lists.ReadFile("lists/" + name + ".yaml")
		if err != nil {
			panic(err) // it is embedded
		}
		all = append(all, List{"built-in " + name, text})
	}
	return all
}

// WithFunctionConfig returns the list with a functionConfig in place of its own.
func WithFunctionConfig(l List, config []byte) (List, error) {
	root, err := document(config)
	if err != nil {
		return List{}, fmt.Errorf("the functionConfig: %w", err)
	}
	return l, l.edit(func(list *yaml.Node) { set(list, "functionConfig", root) })
}

// edit changes the list as YAML nodes and writes it anew.
func (l *List) edit(change func(list *yaml.Node)) error {
	root, err := document(l.Text)
	if err != nil {
		return fmt.Errorf("%s: %w", l.Name, err)
	}
	change(root)
	if l.Text, err = krm.Encode(root, false); err != nil {
		return fmt.Errorf("%s: %w", l.Name, err)
	}
	return nil
}

// set gives a key of a mapping a value, in place of the one that it has.
func set(m *yaml.Node, key string, value *yaml.Node) {
	if old := krm.Lookup(m, key); old != nil {
		*old = *value
		return
	}
	krm.Put(m, key, value)
}

// document reads exactly one YAML document whose root is a mapping.
func document(text []byte) (*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("is empty")
		}
		return nil, krm.SyntaxError(err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("holds more than one YAML document")
	}
	if root := doc.Content[0]; root.Kind == yaml.MappingNode {
		return root, nil
	}
	return nil, errors.New("is no mapping")
}

// resourceList is a list as it was sent or came back.
type resourceList struct {
	root    *yaml.Node
	items   []item
	results []*yaml.Node
}

type item struct {
	node  *yaml.Node
	value map[string]any
}

// read reads a ResourceList or a List; what its items are is the schema's to say.
func read(text []byte) (*resourceList, error) {
	root, err := document(text)
	if err != nil {
		return nil, err
	}
	if kind := krm.Text(krm.Lookup(root, "kind")); kind != krm.Kind && !strings.HasSuffix(kind, "List") {
		return nil, fmt.Errorf("is of kind %q, not a ResourceList", kind)
	}
	l := &resourceList{root: root}
	if items := krm.Lookup(root, "items"); items != nil && items.Kind == yaml.SequenceNode {
		for _, n := range items.Content {
			it := item{node: krm.Resolve(n)}
			if err := n.Decode(&it.value); err != nil {
				it.value = map[string]any{"": canonical(n)} // no object: the schema says so
			}
			l.items = append(l.items, it)
		}
	}
	if results := krm.Lookup(root, "results"); results != nil && results.Kind == yaml.SequenceNode {
		l.results = results.Content
	}
	return l, nil
}

// id names a resource among the items of a list.
func (it item) id() string {
	meta, _ := it.value["metadata"].(map[string]any)
	name := fmt.Sprint(it.value["kind"])
	if ns, _ := meta["namespace"].(string); ns != "" {
		name += "/" + ns
	}
	return fmt.Sprintf("%s/%v (%v)", name, meta["name"], it.value["apiVersion"])
}

func (it item) annotations() map[string]any {
	meta, _ := it.value["metadata"].(map[string]any)
	a, _ := meta["annotations"].(map[string]any)
	return a
}

// text is the value with its keys in order: equal texts are equal values. Of a Secret it is a digest, since evidence
// quotes texts.
func (it item) text() string {
	text := valueText(it.value)
	if it.value["kind"] == "Secret" {
		return fmt.Sprintf("%s %x", it.id(), sha256.Sum256([]byte(text)))
	}
	return text
}

func valueText(v any) string {
	b, err := json.Marshal(v)
	if err != nil { // a key that is no string
		return fmt.Sprintf("%#v", v)
	}
	return string(b)
}

func canonical(n *yaml.Node) string {
	var v any
	if err := n.Decode(&v); err != nil {
		return "unreadable"
	}
	return valueText(v)
}

func texts(items []item) []string {
	all := make([]string, len(items))
	for i, it := range items {
		all[i] = it.text()
	}
	return all
}

func resultTexts(results []*yaml.Node) []string {
	all := make([]string, len(results))
	for i, r := range results {
		all[i] = canonical(r)
	}
	return all
}

// byID returns the items by their identity, without those whose identity is not theirs alone: nobody can tell which of
// them came back.
func byID(items []item) map[string]item {
	all, n := map[string]item{}, map[string]int{}
	for _, it := range items {
		all[it.id()] = it
		if n[it.id()]++; n[it.id()] > 1 {
			delete(all, it.id())
		}
	}
	return all
}

// pair is an item that was sent, and came back.
type pair struct{ was, is item }

// cameBack returns the pairs in the order in which they came back.
func cameBack(sent, after []item) []pair {
	old, back := byID(sent), byID(after)
	var pairs []pair
	for _, is := range after {
		was, ok := old[is.id()]
		if _, alone := back[is.id()]; ok && alone {
			pairs = append(pairs, pair{was, is})
		}
	}
	return pairs
}
