// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// TestPinsAreThoseOfTheFieldCheck holds that kubeconform and Fairlead check against the same CRDs.
func TestPinsAreThoseOfTheFieldCheck(t *testing.T) {
	text, err := os.ReadFile("../tools/schemas/sources.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range crds {
		for _, pin := range []string{c.version, c.sum, c.file} {
			if !strings.Contains(string(text), `"`+pin+`"`) {
				t.Errorf("tools/schemas does not pin %s", pin)
			}
		}
	}
}

func TestConversion(t *testing.T) {
	object := func(more ...any) map[string]any {
		m := map[string]any{"type": "object"}
		for i := 0; i < len(more); i += 2 {
			m[more[i].(string)] = more[i+1]
		}
		return m
	}
	schema := object("properties", map[string]any{
		"spec":   object("properties", map[string]any{"port": map[string]any{"format": "int-or-string"}}),
		"labels": object("additionalProperties", map[string]any{"type": "string"}),
	})
	closeObjects(schema, true)
	either := map[string]any{"oneOf": []any{map[string]any{"type": "string"}, map[string]any{"type": "integer"}}}
	want := object("properties", map[string]any{
		"spec":   object("properties", map[string]any{"port": either}, "additionalProperties", false),
		"labels": object("additionalProperties", map[string]any{"type": "string"}),
	})
	if got := eitherType(schema); !reflect.DeepEqual(got, any(want)) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestCoreSchemaIsWhole(t *testing.T) {
	schema, err := core("Secret")
	if err != nil {
		t.Fatal(err)
	}
	fields, _ := schema["properties"].(map[string]any)
	metadata, _ := fields["metadata"].(map[string]any)
	if metadata["properties"] == nil || fields["stringData"] == nil {
		t.Errorf("metadata or stringData is missing: %v", schema)
	}
}
