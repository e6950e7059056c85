// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"errors"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// appendResults prints the key `results`.
func (l *ResourceList) appendResults(dst []byte) []byte {
	return appendKey(dst, "results", l.resultsNode())
}

// appendKey prints a key of the list.
func appendKey(dst []byte, key string, value *yaml.Node) []byte {
	text, err := Encode(Put(Map(), key, value), false)
	if err != nil {
		panic(errors.New("printing what was read")) // and what an error of the encoder says may be a Secret's
	}
	return append(dst, text...)
}

// resultsNode returns the results that came in and those of this run.
func (l *ResourceList) resultsNode() *yaml.Node {
	list := List()
	if l.results != nil {
		list.Content = append(list.Content, l.results.Content...)
	}
	for _, r := range l.Results {
		list.Content = append(list.Content, r.node())
	}
	return list
}

// node returns the result as YAML, in the schema of the specification, which wants a resourceRef wherever there is a field.
func (r Result) node() *yaml.Node {
	n := Map()
	message := r.Message
	if r.Field != nil && r.Field.Path != "" && (r.Resource == nil || r.Resource.Name == "") {
		message = r.Field.Path + ": " + message // there is no resource to hang the field on
	}
	Put(n, "message", String(message))
	Put(n, "severity", String(string(r.severity())))
	if r.Resource != nil && r.Resource.Name != "" {
		ref := Map()
		Put(ref, "apiVersion", String(r.Resource.APIVersion))
		Put(ref, "kind", String(r.Resource.Kind))
		Put(ref, "name", String(r.Resource.Name))
		if r.Resource.Namespace != "" {
			Put(ref, "namespace", String(r.Resource.Namespace))
		}
		Put(n, "resourceRef", ref)
		if r.Field != nil && r.Field.Path != "" {
			Put(n, "field", r.Field.node())
		}
	}
	if r.File != nil {
		Put(n, "file", Put(Put(Map(), "path", String(r.File.Path)), "index", integer(r.File.Index)))
	}
	if r.Rule != "" {
		Put(n, "tags", Put(Map(), "rule", String(r.Rule)))
	}
	return n
}

func (f Field) node() *yaml.Node {
	n := Put(Map(), "path", String(f.Path))
	if f.CurrentValue != nil {
		Put(n, "currentValue", valueNode(f.CurrentValue))
	}
	if f.ProposedValue != nil {
		Put(n, "proposedValue", valueNode(f.ProposedValue))
	}
	return n
}

func integer(v int) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(v)}
}

func valueNode(v any) *yaml.Node {
	if s, ok := v.(string); ok {
		return String(s)
	}
	var n yaml.Node
	if err := n.Encode(v); err != nil {
		return String("")
	}
	return &n
}
