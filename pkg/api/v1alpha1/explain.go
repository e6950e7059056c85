// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Setting is one setting of a Project or of the Platform: what holds, and why.
type Setting struct {
	// Kind is KindProject or KindPlatform.
	Kind string
	// Path as in `spec.images[0].allowTags`.
	Path string
	// Value as text, entries of a list with commas between them; "" where Origin says that it is not set.
	Value string
	// Origin is the place where somebody wrote it (projects/a.yaml:7:5), or where else it comes from: "default",
	// "metadata.name", "assumed", "not set", "Platform spec.cluster.platforms at platform.yaml:14:5".
	Origin string
}

// Explain returns every setting of a Project and then of the Platform, in the order of the types. "" or a name that no
// Project has gives those of the Platform alone. It looks at the resources again, so that Load need not remember places.
func (m *Model) Explain(project string) []Setting {
	var all []Setting
	if p := m.Project(project); p != nil && project != "" {
		e := explainer{model: m, project: p, item: p.Item, kind: KindProject, table: tableOf(KindProject)}
		e.object("spec", infoOf(reflect.TypeFor[ProjectSpec]()), reflect.ValueOf(p.Spec), false)
		all = e.settings
	}
	e := explainer{model: m, item: m.Platform.Item, kind: KindPlatform, table: tableOf(KindPlatform)}
	e.object("spec", infoOf(reflect.TypeFor[PlatformSpec]()), reflect.ValueOf(m.Platform.Spec), false)
	return append(all, e.settings...)
}

type explainer struct {
	model    *Model
	project  *Project
	item     *krm.Item
	kind     string
	table    []defaultOf
	index    int // of the element of a list that is being explained
	settings []Setting
}

// object explains the fields of a struct. short says that it was written as a string, which stands for its first field.
func (e *explainer) object(path string, info *typeInfo, v reflect.Value, short bool) {
	for k := range info.fields {
		f := &info.fields[k]
		below, value := path+"."+f.name, v.Field(f.index)
		switch f.form {
		case formObject:
			e.object(below, f.elem, value, false)
		case formPointer:
			if value.IsNil() {
				e.add(below, "", notSet)
				continue
			}
			e.object(below, f.elem, value.Elem(), false)
		case formObjects:
			if value.Len() == 0 {
				e.leaf(below, value)
			}
			for i := range value.Len() {
				e.index = i
				element := below + "[" + strconv.Itoa(i) + "]"
				n := e.node(element)
				e.object(element, f.elem, value.Index(i), n != nil && n.Kind == yaml.ScalarNode)
			}
		default:
			if short && k == 0 {
				e.add(below, text(value), e.position(e.node(path)))
				continue
			}
			e.leaf(below, value)
		}
	}
}

func (e *explainer) leaf(path string, v reflect.Value) {
	if n := e.node(path); n != nil && !(v.Kind() == reflect.Slice && v.Len() > 0 && len(n.Content) == 0) {
		e.add(path, text(v), e.position(n))
		return
	}
	e.add(path, text(v), e.origin(path, text(v)))
}

func (e *explainer) add(path, value, origin string) {
	e.settings = append(e.settings, Setting{e.kind, path, value, origin})
}

// node returns the node that somebody wrote for a field, or nil.
func (e *explainer) node(path string) *yaml.Node {
	if e.item == nil {
		return nil
	}
	n, ok := nodeAt(e.item.Node(), path)
	if !ok {
		return nil
	}
	return n
}

// text prints the value of a field.
func text(v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int:
		if v.Int() == 0 {
			return ""
		}
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Slice:
		if list, ok := v.Interface().([]string); ok {
			return strings.Join(list, ", ")
		}
	}
	return ""
}
