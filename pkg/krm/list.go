// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// ResourceList is what a function reads and changes.
type ResourceList struct {
	// Items in the order in which they came; new ones last. A removed item stays in the slice: see Item.Removed.
	Items []*Item
	// FunctionConfig is nil where the function was given none.
	FunctionConfig *Item
	// Results in the order in which they were found. Those that came in are kept, but are not among them.
	Results []Result
	// Templates is the number of documents that FromForeign passed over, since a template engine fills them first.
	Templates int

	input   []byte
	builder Builder
	root    *yaml.Node
	layout  layout
	results *yaml.Node // the results that came in
}

// Read reads a ResourceList. The error says what is wrong with it as a whole, or with every item that is none.
func Read(in []byte) (*ResourceList, error) {
	if len(in) > MaxInput {
		return nil, fmt.Errorf("stdin holds more than %d MiB; split the package", MaxInput>>20)
	}
	root, err := parse(in)
	if err != nil {
		return nil, err
	}
	l := &ResourceList{input: in, root: root}
	if err := l.checkHeader(); err != nil {
		return nil, err
	}
	if err := l.readItems(Lookup(root, "items")); err != nil {
		return nil, err
	}
	if fc := Lookup(root, "functionConfig"); fc != nil && fc.ShortTag() != "!!null" {
		if l.FunctionConfig, err = newItem(fc); err != nil {
			return nil, fmt.Errorf("functionConfig %w", err)
		}
	}
	if l.results = Lookup(root, "results"); l.results != nil && l.results.Kind != yaml.SequenceNode {
		if l.results.ShortTag() != "!!null" {
			return nil, fmt.Errorf("`results` must be a list, is %s", kindName(l.results))
		}
		l.results = nil
	}
	l.layout = cut(in, root, l.Items)
	return l, nil
}

// parse reads exactly one YAML document whose root is a mapping.
func parse(in []byte) (*yaml.Node, error) {
	if len(bytes.TrimSpace(in)) == 0 {
		return nil, errors.New("stdin is empty; a function reads a ResourceList, as kpt and kustomize send it")
	}
	if at := invalidUTF8(in); at >= 0 {
		return nil, fmt.Errorf("line %d of stdin is not UTF-8", 1+bytes.Count(in[:at], []byte("\n")))
	}
	if doc, ok := readPlain(in); ok {
		return doc.Content[0], nil
	}
	var doc yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(in))
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("stdin holds no YAML document; a function reads a ResourceList")
		}
		return nil, SyntaxError(err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, SyntaxError(err)
		}
		return nil, errors.New("stdin holds more than one YAML document; a function reads one ResourceList")
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, errors.New("stdin is no ResourceList: its root must be a mapping")
	}
	return doc.Content[0], nil
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(in []byte) int {
	if utf8.Valid(in) {
		return -1
	}
	for at := 0; at < len(in); {
		r, n := utf8.DecodeRune(in[at:])
		if r == utf8.RuneError && n == 1 {
			return at
		}
		at += n
	}
	return -1
}

func (l *ResourceList) checkHeader() error {
	if _, key := Duplicate(l.root); key != nil {
		return fmt.Errorf("key %q stands twice in the ResourceList", key.Value)
	}
	version, kind := Text(Lookup(l.root, "apiVersion")), Text(Lookup(l.root, "kind"))
	if kind != Kind {
		return fmt.Errorf("stdin is no ResourceList: its `kind` is %q", kind)
	}
	if version != APIVersion && version != APIVersionV1Beta {
		return fmt.Errorf("`apiVersion` %q of the ResourceList must be %q or %q", version, APIVersion, APIVersionV1Beta)
	}
	return nil
}

func (l *ResourceList) readItems(items *yaml.Node) error {
	if items == nil || items.ShortTag() == "!!null" {
		return nil
	}
	if items.Kind != yaml.SequenceNode {
		return fmt.Errorf("`items` must be a list, is %s", kindName(items))
	}
	l.Items = make([]*Item, 0, len(items.Content))
	var problems []string
	for i, n := range items.Content {
		it, err := newItem(n)
		if err != nil {
			problems = append(problems, fmt.Sprintf("items[%d] %v", i, err))
			continue
		}
		l.Items = append(l.Items, it)
	}
	if problems != nil {
		return errors.New(strings.Join(problems, "; "))
	}
	return nil
}

// Builder returns the builder whose nodes last until the next new resource is written. Where it is used before, who
// uses it resets it.
func (l *ResourceList) Builder() *Builder { return &l.builder }

// Add appends a resource that build makes when the list is written, so that thousands of new resources are never in
// memory at once. build must return the same resource at each call, without the orchestrator's annotations. It may make
// it by the Builder of the list.
func (l *ResourceList) Add(i Item, build func() *yaml.Node) *Item {
	it := &Item{
		APIVersion: i.APIVersion, Kind: i.Kind, Name: i.Name, Namespace: i.Namespace,
		Path: i.Path, Index: i.Index, build: build, builder: &l.builder, state: added,
	}
	l.Items = append(l.Items, it)
	return it
}

// Report adds results.
func (l *ResourceList) Report(r ...Result) { l.Results = append(l.Results, r...) }

// HasFiles reports, of what came in, whether the orchestrator said in which files it stands. kpt does, also where its
// selectors leave no items and only the functionConfig tells; kustomize build does not.
func (l *ResourceList) HasFiles() bool {
	if l.FunctionConfig != nil && l.FunctionConfig.Path != "" {
		return true
	}
	for _, it := range l.Items {
		if it.Path != "" && it.state != added {
			return true
		}
	}
	return false
}

// UnderKustomize reports whether kustomize build called: it alone leaves its annotation on the functionConfig and
// tells no paths.
func (l *ResourceList) UnderKustomize() bool {
	if l.FunctionConfig == nil || l.HasFiles() {
		return false
	}
	_, ok := l.FunctionConfig.Annotation(FunctionAnnotation)
	if !ok {
		_, ok = l.FunctionConfig.Annotation("config.k8s.io/function")
	}
	return ok
}
