// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/schema"
)

// texts is the type of annotations and labels.
var texts = &schema.Node{Type: schema.Map, Elem: &schema.Node{Type: schema.String}}

// metadata looks at the two fields of metadata that people get wrong. The API server knows the rest, and so does kustomize.
func (w *walk) metadata() {
	for _, name := range [...]string{"annotations", "labels"} {
		w.textsAt("metadata", name)
	}
}

// textsAt holds the mapping at a path against one of strings.
func (w *walk) textsAt(path ...string) {
	n := w.it.Lookup(path...)
	if n == nil || n.Kind == yaml.ScalarNode && placeholder(n.Value) {
		return
	}
	w.path = w.path[:0]
	for _, field := range path {
		w.path = append(w.path, step{key: field, kind: schema.Object})
	}
	w.node(nil, n, texts)
	w.path = w.path[:0]
}
