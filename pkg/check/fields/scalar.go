// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/schema"
)

// scalar holds a scalar against its type. A null counts as a field that is not there, except in a list.
func (w *walk) scalar(n *yaml.Node, s *schema.Node) {
	tag := n.ShortTag()
	if tag == "!!null" && len(w.path) > 0 && w.path[len(w.path)-1].kind != schema.List {
		return
	}
	switch {
	case !accepts(n, tag, s.Type):
		if tag != "!!str" || !placeholder(n.Value) {
			w.wrongType(n, s)
		}
	case s.Enum != nil && tag == "!!str" && !slices.Contains(s.Enum, n.Value):
		w.wrongWord(n, s)
	}
}

// accepts reports whether a scalar is of a type, as far as that is certain.
func accepts(n *yaml.Node, tag string, t schema.Type) bool {
	switch t {
	case schema.String:
		return !notString(n, tag)
	case schema.Boolean:
		return tag == "!!bool" || tag == "!!str" && n.Style == 0 && yaml11Bool(n.Value)
	case schema.Integer:
		return tag == "!!int" || tag == "!!float" && whole(n.Value)
	case schema.Number:
		return tag == "!!int" || tag == "!!float"
	case schema.IntOrString:
		return tag == "!!int" || !notString(n, tag)
	}
	return false
}

// notString reports whether a scalar is certainly no string to the API server. YAML 1.1, as kubectl and Argo CD read it, and
// YAML 1.2 differ in a few words and numbers: those are not judged.
func notString(n *yaml.Node, tag string) bool {
	switch tag {
	case "!!bool", "!!null":
		return true
	case "!!int":
		return !strings.HasPrefix(n.Value, "0o")
	case "!!float":
		digits := strings.TrimLeft(n.Value, "+-")
		before, after, ok := strings.Cut(digits, ".")
		return ok && after != "" && strings.Trim(before+after, "0123456789") == ""
	}
	return false
}

func yaml11Bool(word string) bool {
	switch strings.ToLower(word) {
	case "y", "n", "yes", "no", "on", "off":
		return true
	}
	return false
}

func whole(number string) bool {
	f, err := strconv.ParseFloat(number, 64)
	return err != nil || f == float64(int64(f))
}

// wrongType reports a value of another type. The value itself is not shown: it may be a parameter that holds a password.
func (w *walk) wrongType(n *yaml.Node, s *schema.Node) {
	message := fmt.Sprintf("must be %s, is %s: the API server refuses it", s.Type, typeOf(n))
	proposed := w.propose(n, s)
	switch {
	case s.Type == schema.String && proposed != nil:
		message += "; put it in quotes"
	case s.Type == schema.Boolean && proposed != nil, s.Type == schema.Integer && proposed != nil:
		message += "; take the quotes away"
	case s.Type == schema.List && n.Kind == yaml.ScalarNode:
		message += "; begin the entry with \"- \""
	}
	w.wrong = append(w.wrong, rule.Problem{Path: w.where(""), At: n, Message: message, Proposed: proposed})
}

// propose returns the value that was meant, where there is no doubt.
func (w *walk) propose(n *yaml.Node, s *schema.Node) any {
	if n.Kind != yaml.ScalarNode || len(w.path) == 0 || w.path[len(w.path)-1].key == "value" {
		return nil
	}
	tag := n.ShortTag()
	switch s.Type {
	case schema.String:
		if tag != "!!null" && s.Enum == nil {
			return n.Value
		}
	case schema.Boolean:
		if n.Value == "true" || n.Value == "false" {
			return n.Value == "true"
		}
	case schema.Integer:
		if i, err := strconv.Atoi(n.Value); err == nil {
			return i
		}
	}
	return nil
}

func (w *walk) wrongWord(n *yaml.Node, s *schema.Node) {
	if placeholder(n.Value) {
		return
	}
	p := rule.Problem{
		Path: w.where(""), At: n, Current: n.Value,
		Message: fmt.Sprintf("%q must be one of %s: the API server refuses it", n.Value, strings.Join(s.Enum, ", ")),
	}
	if near, ok := nearest.Name(n.Value, s.Enum); ok {
		p.Message += fmt.Sprintf("; did you mean %q?", near)
		p.Proposed = near
	}
	w.wrong = append(w.wrong, p)
}

// typeOf says what a value is, in the words of schema.Type.
func typeOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return schema.Map.String()
	case yaml.SequenceNode:
		return schema.List.String()
	}
	switch n.ShortTag() {
	case "!!null":
		return "empty"
	case "!!bool":
		return n.Value + " without quotes"
	case "!!int":
		return schema.Integer.String()
	case "!!float":
		return schema.Number.String()
	}
	return schema.String.String()
}
