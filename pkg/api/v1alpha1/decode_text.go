// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"reflect"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// text decodes a string.
func (d *decoder) text(n *yaml.Node, f *fieldInfo, v reflect.Value) {
	if !d.isText(n) {
		return
	}
	if f.enum != nil && !d.inEnum(n, f.enum) {
		return
	}
	v.SetString(n.Value)
}

// strings decodes a list of strings.
func (d *decoder) strings(n *yaml.Node, v reflect.Value) {
	if !d.list(n) {
		return
	}
	list := make([]string, len(n.Content))
	for i, c := range n.Content {
		d.path = append(d.path, step{index: i})
		if d.isText(c) {
			list[i] = c.Value
		}
		d.path = d.path[:len(d.path)-1]
	}
	v.Set(reflect.ValueOf(list))
}

// isText reports whether a node is a string for every reader of YAML, and not an empty one.
func (d *decoder) isText(n *yaml.Node) bool {
	if !d.is(n, yaml.ScalarNode, "a string") {
		return false
	}
	tag := n.ShortTag()
	switch {
	case tag == "!!null":
		d.fail("null-value", n, "has no value: it must be a string, or the key must go")
	case tag == "!!str" && n.Style == 0 && oldBoolean(n.Value):
		d.quoted(n, "a boolean of YAML 1.1")
	case tag == "!!str" && n.Value == "":
		d.fail("invalid-value", n, "must not be empty: give a value, or take the key out")
	case tag == "!!str" && strings.ContainsFunc(n.Value, unicode.IsControl):
		d.fail("invalid-value", n, "must be one line without control characters")
	case tag == "!!str":
		return true
	default:
		d.quoted(n, kindOf(n))
	}
	return false
}

// quoted reports a scalar that is a string only in quotes.
func (d *decoder) quoted(n *yaml.Node, is string) {
	r := d.fail("wrong-type", n, "must be a string, is %s: write it in quotes", is)
	d.current(r, n)
	if !d.quiet {
		r.Field.ProposedValue = n.Value
	}
}

func (d *decoder) inEnum(n *yaml.Node, enum []string) bool {
	for _, e := range enum {
		if n.Value == e {
			return true
		}
	}
	allowed := strings.Join(enum, ", ")
	near, ok := nearest.Name(n.Value, enum)
	var r *krm.Result
	switch {
	case d.quiet && ok:
		r = d.fail("invalid-value", n, "must be one of %s: did you mean %q?", allowed, near)
	case d.quiet:
		r = d.fail("invalid-value", n, "must be one of %s", allowed)
	case ok:
		r = d.fail("invalid-value", n, "%q must be one of %s: did you mean %q?", n.Value, allowed, near)
	default:
		r = d.fail("invalid-value", n, "%q must be one of %s", n.Value, allowed)
	}
	d.current(r, n)
	if ok {
		r.Field.ProposedValue = near
	}
	return false
}

// oldBoolean reports whether YAML 1.1, which the API server and kubectl read, takes a plain scalar for a boolean.
func oldBoolean(s string) bool {
	if len(s) > len("off") {
		return false
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off":
		return true
	}
	return false
}
