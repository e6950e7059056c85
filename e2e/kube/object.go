// SPDX-License-Identifier: Apache-2.0

package kube

import (
	"encoding/base64"
	"fmt"
)

// Object is an object as JSON has it.
type Object map[string]any

// Kind is the kind of the object.
func (o Object) Kind() string { return o.Text("kind") }

// Name is metadata.name.
func (o Object) Name() string { return o.Text("metadata", "name") }

// Namespace is metadata.namespace; "" where it has none.
func (o Object) Namespace() string { return o.Text("metadata", "namespace") }

// At returns what a path of keys leads to; nil where it leads nowhere.
func (o Object) At(path ...string) any {
	var at any = map[string]any(o)
	for _, key := range path {
		m, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = m[key]
	}
	return at
}

// Text returns a string; "" where there is none.
func (o Object) Text(path ...string) string {
	s, _ := o.At(path...).(string)
	return s
}

// Map returns the strings of a map, as labels and the data of a ConfigMap; values of other types are left out.
func (o Object) Map(path ...string) map[string]string {
	m, _ := o.At(path...).(map[string]any)
	texts := make(map[string]string, len(m))
	for key, value := range m {
		if s, ok := value.(string); ok {
			texts[key] = s
		}
	}
	return texts
}

// Strings returns a list of strings.
func (o Object) Strings(path ...string) []string {
	list, _ := o.At(path...).([]any)
	var texts []string
	for _, value := range list {
		if s, ok := value.(string); ok {
			texts = append(texts, s)
		}
	}
	return texts
}

// List returns a list of maps.
func (o Object) List(path ...string) []Object {
	list, _ := o.At(path...).([]any)
	var objects []Object
	for _, value := range list {
		if m, ok := value.(map[string]any); ok {
			objects = append(objects, m)
		}
	}
	return objects
}

// Data returns the decoded data of a Secret. It must never be printed.
func (o Object) Data() (map[string]string, error) {
	data := map[string]string{}
	for key, text := range o.Map("data") {
		value, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, fmt.Errorf("data.%s of Secret %s: not base64", key, o.Name())
		}
		data[key] = string(value)
	}
	return data, nil
}
