// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// checkSchema holds a list to the OpenAPI schema of the specification (S2, S14).
func checkSchema(t *testing.T, list string) {
	t.Helper()
	assert.NilError(t, schemaErrors(parse(t, list)), "%s", list)
}

func schemaErrors(root *yaml.Node) error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if v := krm.Text(krm.Lookup(root, "apiVersion")); v != krm.APIVersion && v != krm.APIVersionV1Beta {
		wrong("apiVersion is %q", v)
	}
	if k := krm.Text(krm.Lookup(root, "kind")); k != krm.Kind {
		wrong("kind is %q", k)
	}
	items := krm.Lookup(root, "items")
	if items == nil || items.Kind != yaml.SequenceNode {
		wrong("items must be a list, even if empty")
	} else {
		for i, item := range items.Content {
			for _, key := range []string{"apiVersion", "kind"} {
				if krm.Text(krm.Lookup(item, key)) == "" {
					wrong("items[%d] has no %s", i, key)
				}
			}
		}
	}
	if fc := krm.Lookup(root, "functionConfig"); fc != nil && fc.Kind != yaml.MappingNode && fc.ShortTag() != "!!null" {
		wrong("functionConfig must be an object")
	}
	if results := krm.Lookup(root, "results"); results != nil {
		if results.Kind != yaml.SequenceNode {
			wrong("results must be a list")
		}
		for i, r := range results.Content {
			if err := resultErrors(r); err != nil {
				wrong("results[%d]: %w", i, err)
			}
		}
	}
	return errors.Join(errs...)
}

func resultErrors(r *yaml.Node) error {
	text := func(path ...string) string { return krm.Text(krm.Lookup(r, path...)) }
	has := func(key string) bool { return krm.Lookup(r, key) != nil }
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if text("message") == "" {
		wrong("no message")
	}
	if s := text("severity"); has("severity") && s != "error" && s != "warning" && s != "info" {
		wrong("severity is %q", s)
	}
	if has("resourceRef") && (text("resourceRef", "apiVersion") == "" || text("resourceRef", "kind") == "" || text("resourceRef", "name") == "") {
		wrong("resourceRef must have apiVersion, kind and name")
	}
	if has("field") && (!has("resourceRef") || text("field", "path") == "") {
		wrong("field must have a path, and a resourceRef beside it")
	}
	if p := text("file", "path"); has("file") && (p == "" || p != path.Clean(p) || path.IsAbs(p) || strings.ContainsRune(p, '\\')) {
		wrong("file.path must be relative and slash-delimited, is %q", p)
	}
	if n := krm.Lookup(r, "file", "index"); n != nil && (n.ShortTag() != "!!int" || strings.HasPrefix(n.Value, "-")) {
		wrong("file.index must be a number from 0, is %q", n.Value)
	}
	if tags := krm.Lookup(r, "tags"); tags != nil {
		for i := 0; i+1 < len(tags.Content); i += 2 {
			if tags.Content[i+1].ShortTag() != "!!str" {
				wrong("the tag %q must be a string", tags.Content[i].Value)
			}
		}
	}
	return errors.Join(append(errs, unknownKeys(r))...)
}

func unknownKeys(r *yaml.Node) error {
	var errs []error
	for i := 0; i+1 < len(r.Content); i += 2 {
		switch key := r.Content[i].Value; key {
		case "message", "severity", "resourceRef", "field", "file", "tags":
		default:
			errs = append(errs, fmt.Errorf("unknown key %q", key))
		}
	}
	return errors.Join(errs...)
}
