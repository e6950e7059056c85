// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/schema"
)

// unknownField reports a key that the tree does not have, in as far as it is a field at all.
func (w *walk) unknownField(key, value, in *yaml.Node, s *schema.Node) {
	switch {
	case key.Kind != yaml.ScalarNode, placeholder(key.Value), // `$patch: delete` among them, which kustomize takes out
		len(w.path) == 0 && key.Value == "sops",                                      // taken out where the file is decrypted
		w.target.kind == imageupdater.Kind && w.where(key.Value) == "spec.namespace": // has a rule of its own
		return
	}
	path := w.types(key.Value)
	if w.target.maybeKnown(path) {
		return
	}
	p := rule.Problem{Path: w.where(key.Value), At: key}
	p.Message, p.Proposed = w.explain(key, value, in, s, path)
	w.unknown = append(w.unknown, p)
}

func (w *walk) explain(key, value, in *yaml.Node, s *schema.Node, path []string) (message string, proposed any) {
	t := w.target
	first, last := t.knowing(path)
	if first != "" && slices.Index(schema.Versions(t.kind), first) > slices.Index(schema.Versions(t.kind), t.version) {
		return fmt.Sprintf("field %q is known from %s %s on, not to %s: it is refused, or dropped without a word", key.Value, t.product, first, t.version), nil
	}
	if last != "" {
		return fmt.Sprintf("field %q was removed after %s %s: it is refused, or dropped without a word", key.Value, t.product, last), nil
	}
	message = fmt.Sprintf("field %q is unknown to %s %s: it is refused, or dropped without a word", key.Value, t.product, t.version)
	if place := w.elsewhere(key.Value, value); place != "" {
		return message + "; did you mean " + place + "?", nil
	}
	near, ok := nearest.Name(key.Value, s.Names())
	switch {
	case !ok && len(s.Fields) > 0 && len(s.Fields) <= 12:
		return message + "; known are " + strings.Join(s.Names(), ", "), nil
	case !ok:
		return message, nil
	}
	if krm.Lookup(in, near) == nil && fits(value, s.Field(near).Node) {
		proposed = near
	}
	return message + fmt.Sprintf("; did you mean %q?", near), proposed
}

// common are names that many objects have a field of: that one of them has it says nothing.
var common = []string{"name", "namespace", "kind", "group", "path", "value", "key", "labels", "annotations", "type", "version", "values", "metadata", "spec"}

// elsewhere returns the path of the one field of that name that was most likely meant, as in `spec.syncPolicy.syncOptions`
// for one in spec. It looks around ever further.
func (w *walk) elsewhere(name string, value *yaml.Node) string {
	if slices.Contains(common, name) {
		return ""
	}
	types := w.types("")[:len(w.path)]
	if len(types) == 0 {
		types = []string{"spec"} // what stands beside spec was most likely meant to be in it
	}
	for end := len(types); end > 0; end-- {
		around := w.target.root.Lookup(types[:end]...)
		if around == nil {
			return ""
		}
		found := around.Where(name, 4)
		if len(found) == 0 {
			continue
		}
		if len(found) > 1 && len(found[1]) == len(found[0]) || !fits(value, around.Lookup(found[0]...)) {
			return ""
		}
		var place strings.Builder
		for _, step := range append(slices.Clone(types[:end]), found[0]...) {
			if step == schema.Each {
				place.WriteString("[]")
			} else {
				writeField(&place, step)
			}
		}
		return place.String()
	}
	return ""
}

// fits reports whether a value has the shape of a type.
func fits(value *yaml.Node, s *schema.Node) bool {
	value = krm.Resolve(value)
	switch s.Type {
	case schema.Any:
		return true
	case schema.Object, schema.Map:
		return value.Kind == yaml.MappingNode
	case schema.List:
		return value.Kind == yaml.SequenceNode
	}
	return value.Kind == yaml.ScalarNode
}
