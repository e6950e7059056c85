// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/schema"
)

// texts is the type of annotations and labels.
var texts = &schema.Node{Type: schema.Map, Elem: &schema.Node{Type: schema.String}}

// metadata looks at the two fields of metadata that people get wrong. The API server knows the rest, and so does kustomize.
func (w *walk) metadata() {
	for _, name := range [...]string{"annotations", "labels"} {
		n := w.it.Lookup("metadata", name)
		if n == nil || n.Kind == yaml.ScalarNode && placeholder(n.Value) {
			continue
		}
		w.path = append(w.path[:0], step{key: "metadata", kind: schema.Object}, step{key: name, kind: schema.Object})
		w.node(nil, krm.Resolve(n), texts)
	}
	w.path = w.path[:0]
}
