// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// is reports whether a node is of a kind, and says so where it is not.
func (d *decoder) is(n *yaml.Node, kind yaml.Kind, want string) bool {
	switch {
	case n.Kind == kind:
		return true
	case n.Kind == yaml.AliasNode: // refused already
	case n.ShortTag() == "!!null":
		d.fail("null-value", n, "has no value: it must be %s, or the key must go", want)
	case n.Kind == yaml.MappingNode && d.quiet:
		d.secretValues(n)
	default:
		d.current(d.fail("wrong-type", n, "must be %s, is %s", want, kindOf(n)), n)
	}
	return false
}

// list reports whether a node is a list. A single string in the place of a list has one remedy.
func (d *decoder) list(n *yaml.Node) bool {
	if d.is(n, yaml.SequenceNode, "a list") {
		return true
	}
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!str" && n.Value != "" && !d.quiet {
		d.results[len(d.results)-1].Field.ProposedValue = []any{n.Value}
	}
	return false
}

// boolean decodes true or false. What YAML 1.1 also reads as one is refused: readers of both versions are on the way.
func (d *decoder) boolean(n *yaml.Node, v reflect.Value) {
	if !d.is(n, yaml.ScalarNode, "true or false") {
		return
	}
	switch n.ShortTag() {
	case "!!bool":
		if b, err := strconv.ParseBool(strings.ToLower(n.Value)); err == nil {
			v.SetBool(b)
			return
		}
	case "!!null":
		d.fail("null-value", n, "has no value: it must be true or false, or the key must go")
		return
	}
	r := d.fail("wrong-type", n, "must be true or false without quotes, is %s", kindOf(n))
	d.current(r, n)
	switch strings.ToLower(n.Value) {
	case "true", "yes", "on", "y":
		r.Field.ProposedValue = true
	case "false", "no", "off", "n":
		r.Field.ProposedValue = false
	}
}

func (d *decoder) integer(n *yaml.Node, v reflect.Value) {
	if !d.is(n, yaml.ScalarNode, "a whole number") {
		return
	}
	number, err := strconv.Atoi(n.Value)
	switch tag := n.ShortTag(); {
	case tag == "!!null":
		d.fail("null-value", n, "has no value: it must be a whole number, or the key must go")
	case tag == "!!int" && err == nil && number > 0 && strconv.Itoa(number) == n.Value: // 010 is 8 to some
		v.SetInt(int64(number))
	case tag == "!!int":
		d.current(d.fail("invalid-value", n, "%q must be a whole number of 1 or more, in decimal", n.Value), n)
	default:
		r := d.fail("wrong-type", n, "must be a whole number, is %s", kindOf(n))
		d.current(r, n)
		if err == nil && number > 0 {
			r.Field.ProposedValue = number
		}
	}
}

// kindOf names what a node is.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!str":
		return "a string"
	case "!!bool":
		return "a boolean"
	case "!!int", "!!float":
		return "a number"
	case "!!timestamp":
		return "a date"
	case "!!null":
		return "null"
	}
	return "of a type of its own"
}
