// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"
)

// TestSchema holds the published JSON Schemas, which are generated from the types: `go test ./pkg/api/... -update`.
func TestSchema(t *testing.T) {
	g := generator{docs: fieldDocs(t)}
	for _, kind := range Kinds() {
		t.Run(kind, func(t *testing.T) {
			golden.Assert(t, string(g.schema(t, kind)), "../schema/"+schemaFile(kind))
		})
	}
}

// object is a JSON object that keeps the order of its keys, so that editors show fields in the order of the types.
type object []member

type member struct {
	key   string
	value any
}

func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote(m.key) + ":")
		var value bytes.Buffer
		enc := json.NewEncoder(&value)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(m.value); err != nil {
			return nil, err
		}
		b.Write(value.Bytes())
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

type generator struct {
	docs     map[string]string // by type and field: ProjectSpec.Repository
	defaults map[string]string // by path
}

func (g *generator) schema(t *testing.T, kind string) []byte {
	g.defaults = map[string]string{}
	for _, d := range tableOf(kind) {
		g.defaults[d.path] = d.value
	}
	name := object{{"type", "string"}, {"description", "The name of the " + kind + "."}}
	required := []string{"apiVersion", "kind"}
	metadata := object{{"type", "object"}, {"properties", object{{"name", name}}}}
	if !isConfigKind(kind) {
		name = append(name, member{"pattern", "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"})
		metadata = object{{"type", "object"}, {"properties", object{{"name", name}}}, {"required", []string{"name"}}}
		required = append(required, "metadata")
	}
	if kind == KindProject {
		required = append(required, "spec")
	}
	spec := g.object("spec", infoOf(specType(kind)))
	root := object{
		{"$schema", "http://json-schema.org/draft-07/schema#"},
		{"$id", SchemaURL(kind)},
		{"title", kind},
		{"type", "object"},
		{"additionalProperties", false},
		{"required", required},
		{"properties", object{
			{"apiVersion", object{{"const", APIVersion}}},
			{"kind", object{{"const", kind}}},
			{"metadata", metadata},
			{"spec", spec},
		}},
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // nobody wants to read \u003c in a description
	enc.SetIndent("", "  ")
	assert.NilError(t, enc.Encode(root))
	return b.Bytes()
}

func (g *generator) object(path string, info *typeInfo) object {
	properties := object{}
	var required []string
	for i := range info.fields {
		f := &info.fields[i]
		properties = append(properties, member{f.name, g.field(path+"."+f.name, info.name, f)})
		if f.required {
			required = append(required, f.name)
		}
	}
	o := object{{"type", "object"}, {"additionalProperties", false}}
	if required != nil {
		o = append(o, member{"required", required})
	}
	return append(o, member{"properties", properties})
}

func (g *generator) field(path, in string, f *fieldInfo) object {
	var o object
	switch f.form {
	case formString:
		o = g.text(f)
	case formBool:
		o = object{{"type", "boolean"}}
	case formInt:
		o = object{{"type", "integer"}, {"minimum", json.Number(f.minimum)}}
	case formStrings:
		o = object{{"type", "array"}, {"items", g.text(f)}}
	case formObject, formPointer:
		o = g.object(path, f.elem)
	case formObjects:
		element := g.object(path+"[]", f.elem)
		if f.short >= 0 {
			element = object{{"anyOf", []object{g.text(&f.elem.fields[f.short]), element}}}
		}
		o = object{{"type", "array"}, {"items", element}}
	}
	described := object{{"description", g.docs[in+"."+f.goName]}}
	if value := g.defaults[path]; value != "" {
		described = append(described, member{"default", typed(f.form, value)})
	}
	return append(described, o...)
}

func (g *generator) text(f *fieldInfo) object {
	switch {
	case f.enum != nil:
		return object{{"type", "string"}, {"enum", f.enum}}
	case f.pattern != "":
		return object{{"type", "string"}, {"pattern", f.pattern}}
	}
	return object{{"type", "string"}, {"minLength", 1}}
}

func typed(f form, value string) any {
	switch f {
	case formBool:
		return value == "true"
	case formInt:
		return json.Number(value)
	case formStrings:
		return strings.Split(value, ", ")
	}
	return value
}

// fieldDocs reads the comment of each field of each struct in the package. Every field has one.
func fieldDocs(t *testing.T) map[string]string {
	docs := map[string]string{}
	for _, name := range []string{"project.go", "platform.go", "function_config.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		assert.NilError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok {
				for _, f := range s.Fields.List {
					if f.Tag != nil {
						doc := strings.Join(strings.Fields(f.Doc.Text()), " ")
						assert.Assert(t, doc != "", "%s.%s has no comment", spec.Name.Name, f.Names[0].Name)
						docs[spec.Name.Name+"."+f.Names[0].Name] = doc
					}
				}
			}
			return true
		})
	}
	return docs
}

// compiled returns the schema of a kind as a validator that shares nothing with our code.
func compiled(t testing.TB, kind string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema(kind)))
	assert.NilError(t, err)
	c := jsonschema.NewCompiler()
	assert.NilError(t, c.AddResource(SchemaURL(kind), doc))
	s, err := c.Compile(SchemaURL(kind))
	assert.NilError(t, err)
	return s
}
