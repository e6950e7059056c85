// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"reflect"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// decoder fills a struct from the nodes of one resource. It reports all that is wrong and goes on, leaving the field that
// is wrong as it was. It makes no text and calls no fmt for a resource that is right.
type decoder struct {
	item    *krm.Item
	results []krm.Result
	path    fieldPath
	// quiet is set below a field whose values may be those of a Secret: then nothing that stands there is quoted.
	quiet bool
}

// resourceForm says what the frame of a resource must be.
type resourceForm uint8

const (
	specResource   resourceForm = iota // metadata.name must be there, spec may be
	specRequired                       // both must be there
	configResource                     // neither must be: kpt and kustomize hold their own view of it
)

// fail adds an error about the field at the current path.
func (d *decoder) fail(rule string, n *yaml.Node, format string, args ...any) *krm.Result {
	d.results = append(d.results, d.item.Result(krm.Error, rule, d.path.String(), n, format, args...))
	return &d.results[len(d.results)-1]
}

// current shows the scalar that a result is about, unless it may be a Secret's.
func (d *decoder) current(r *krm.Result, n *yaml.Node) {
	if !d.quiet && n.Kind == yaml.ScalarNode {
		r.Field.CurrentValue = n.Value
	}
}

// resource decodes a whole resource: its spec into v.
func (d *decoder) resource(v reflect.Value, frame resourceForm) {
	root := d.item.Node()
	d.path = make(fieldPath, 0, 8)
	d.plain(root)
	var spec, metadata bool
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		d.path = append(d.path[:0], step{key: keyText(key)})
		switch {
		case skipped(key):
		case key.Value == "apiVersion", key.Value == "kind":
		case key.Value == "metadata":
			metadata = true
			d.metadata(value, frame)
		case key.Value == "spec":
			spec = true
			d.object(value, infoOf(v.Type()), v)
		default:
			d.unknown(key, "field", []string{"apiVersion", "kind", "metadata", "spec"})
		}
	}
	d.path = d.path[:0]
	if !metadata && frame != configResource {
		d.missing(root, "metadata")
	}
	if !spec && frame == specRequired {
		d.missing(root, "spec")
	}
}

// object decodes a mapping into the struct v.
func (d *decoder) object(n *yaml.Node, info *typeInfo, v reflect.Value) {
	if !d.is(n, yaml.MappingNode, "a mapping") {
		return
	}
	var seen uint64
	merges := false
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if skipped(key) {
			merges = true
			continue
		}
		d.path = append(d.path, step{key: keyText(key)})
		if k := info.find(key.Value); k >= 0 {
			seen |= 1 << k
			d.field(n.Content[i+1], &info.fields[k], v.Field(info.fields[k].index))
		} else {
			d.unknownField(key, n.Content[i+1], info)
		}
		d.path = d.path[:len(d.path)-1]
	}
	for k := range info.fields {
		if info.fields[k].required && seen&(1<<k) == 0 && !merges {
			d.missing(n, info.fields[k].name)
		}
	}
}

// skipped reports whether a key is one that plain has refused.
func skipped(key *yaml.Node) bool { return key.Kind != yaml.ScalarNode || key.Tag == "!!merge" }

func (d *decoder) field(n *yaml.Node, f *fieldInfo, v reflect.Value) {
	if f.quiet && !d.quiet {
		d.quiet = true
		defer func() { d.quiet = false }()
	}
	switch f.form {
	case formString:
		d.text(n, f, v)
	case formBool:
		d.boolean(n, v)
	case formInt:
		d.integer(n, v)
	case formStrings:
		d.strings(n, v)
	case formObject:
		d.object(n, f.elem, v)
	case formPointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.object(n, f.elem, v.Elem())
	case formObjects:
		d.objects(n, f, v)
	}
}

// objects decodes a list whose elements are objects, or strings that stand for one.
func (d *decoder) objects(n *yaml.Node, f *fieldInfo, v reflect.Value) {
	if !d.list(n) {
		return
	}
	list := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, c := range n.Content {
		d.path = append(d.path, step{index: i})
		if f.short >= 0 && c.Kind == yaml.ScalarNode && c.ShortTag() != "!!null" {
			short := &f.elem.fields[f.short]
			d.text(c, short, list.Index(i).Field(short.index))
		} else {
			d.object(c, f.elem, list.Index(i))
		}
		d.path = d.path[:len(d.path)-1]
	}
	v.Set(list)
}
