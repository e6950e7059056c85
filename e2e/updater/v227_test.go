// SPDX-License-Identifier: Apache-2.0

package updater

import (
	"reflect"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/schema"
)

// TestFieldsAreThoseThatTheProductKnows compares, for every field of an Application of today, what was read from argo-cd v2.2.7 for the
// tests with what was read from it for the product.
func TestFieldsAreThoseThatTheProductKnows(t *testing.T) {
	root, err := schema.Load("Application", "v3.5")
	assert.NilError(t, err)
	compared := 0
	var walk func(path string, node *schema.Node, own reflect.Type)
	walk = func(path string, node *schema.Node, own reflect.Type) {
		for node.Type == schema.List {
			node = node.Elem
		}
		for _, f := range node.Fields {
			below := path + "." + f.Name
			typ := field(own, f.Name)
			assert.Check(t, argocd.KnownToV227(below) == (typ != nil), "%s: the product knows it: %t", below, typ == nil)
			compared++
			if typ != nil {
				walk(below, f.Node, typ)
			}
		}
	}
	walk("spec", root.Lookup("spec"), reflect.TypeFor[spec]())
	assert.Check(t, compared > 80, "%d fields compared", compared)
}

// field is the type of the field of a struct that JSON calls name, through pointers and lists; nil where there is none.
func field(t reflect.Type, name string) reflect.Type {
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		if tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); tag == name {
			typ := t.Field(i).Type
			for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
				typ = typ.Elem()
			}
			return typ
		}
	}
	return nil
}
