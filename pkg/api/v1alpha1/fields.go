// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"embed"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// schemas holds the JSON Schemas, one file per kind, which a test generates from the types.
//
//go:embed schema/*.json
var schemas embed.FS

// Schema returns the JSON Schema of a kind, and nil for a kind that is not of this group.
func Schema(kind string) []byte {
	text, err := schemas.ReadFile("schema/" + schemaFile(kind))
	if err != nil {
		return nil
	}
	return text
}

// Field describes one field that a user may write.
type Field struct {
	// Path as in `spec.images[].allowTags`.
	Path string
	// Type is string, boolean, integer, object, or list of one of them.
	Type string
	// Enum is the values allowed; nil where there is no list of them.
	Enum []string
	// Required says that there is no default.
	Required bool
	// Default is the value, or what it follows: "metadata.name". "" means that the field stays unset.
	Default string
	// Doc says what the field means, with an example.
	Doc string
}

// described is the part of a JSON Schema that Fields reads: the descriptions.
type described struct {
	Description string                `json:"description"`
	Properties  map[string]*described `json:"properties"`
	Items       *described            `json:"items"`
	AnyOf       []*described          `json:"anyOf"`
}

// Fields returns every field of the spec of a kind, in the order of the types. The texts are those of the JSON Schema,
// which has them from the comments of the types.
func Fields(kind string) ([]Field, error) {
	t := specType(kind)
	if t == nil {
		return nil, fmt.Errorf("%s", unknownText("unknown kind", kind, Kinds()))
	}
	var schema described
	if err := json.Unmarshal(Schema(kind), &schema); err != nil {
		return nil, fmt.Errorf("reading the schema of %s: %w", kind, err)
	}
	table := map[string]string{}
	for _, d := range tableOf(kind) {
		table[d.path] = d.value
		if d.value == "" {
			table[d.path] = d.from
		}
	}
	return fields("spec", infoOf(t), schema.Properties["spec"], table), nil
}

func fields(path string, info *typeInfo, schema *described, table map[string]string) []Field {
	var all []Field
	for k := range info.fields {
		f := &info.fields[k]
		d := schema.Properties[f.name]
		below := path + "." + f.name
		all = append(all, Field{
			Path: below, Type: typeName(f), Enum: f.enum, Required: f.required, Default: table[below], Doc: d.Description,
		})
		switch f.form {
		case formObject, formPointer:
			all = append(all, fields(below, f.elem, d, table)...)
		case formObjects:
			element := d.Items
			if n := len(element.AnyOf); n > 0 {
				element = element.AnyOf[n-1]
			}
			all = append(all, fields(below+"[]", f.elem, element, table)...)
		}
	}
	return all
}

func typeName(f *fieldInfo) string {
	names := [...]string{"string", "boolean", "integer", "list of string", "object", "object", "list of object"}
	name := names[f.form]
	if f.short >= 0 {
		name = strings.Replace(name, "object", "string or object", 1)
	}
	return name
}

// specType returns the Go type of the spec of a kind, or nil.
func specType(kind string) reflect.Type {
	switch kind {
	case KindProject:
		return reflect.TypeFor[ProjectSpec]()
	case KindPlatform:
		return reflect.TypeFor[PlatformSpec]()
	}
	for _, c := range configKinds {
		if c.kind == kind {
			return c.spec
		}
	}
	return nil
}
