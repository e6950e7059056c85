// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v3"
)

// isJSON reports whether a file must stay JSON when a resource in it changes.
func isJSON(path string) bool { return strings.HasSuffix(path, ".json") }

// appendJSON prints a node as JSON, two spaces a level, the keys in their order. What JSON has no form for (a key that is
// no string, NaN, a binary value) becomes a string.
func appendJSON(dst []byte, n *yaml.Node, indent int) []byte {
	n = Resolve(n)
	switch n.Kind {
	case yaml.MappingNode:
		if len(n.Content) == 0 {
			return append(dst, "{}"...)
		}
		dst = append(dst, '{')
		for i := 0; i+1 < len(n.Content); i += 2 {
			dst = appendJSONBreak(dst, i, indent+2)
			dst = append(appendJSONString(dst, Resolve(n.Content[i]).Value), ": "...)
			dst = appendJSON(dst, n.Content[i+1], indent+2)
		}
		return append(appendJSONBreak(dst, 0, indent), '}')
	case yaml.SequenceNode:
		if len(n.Content) == 0 {
			return append(dst, "[]"...)
		}
		dst = append(dst, '[')
		for i, e := range n.Content {
			dst = appendJSONBreak(dst, i, indent+2)
			dst = appendJSON(dst, e, indent+2)
		}
		return append(appendJSONBreak(dst, 0, indent), ']')
	}
	switch n.ShortTag() {
	case "!!null":
		return append(dst, "null"...)
	case "!!bool", "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			return append(dst, n.Value...)
		}
	}
	return appendJSONString(dst, n.Value)
}

// appendJSONBreak begins the line of the i-th entry.
func appendJSONBreak(dst []byte, i, indent int) []byte {
	if i > 0 {
		dst = append(dst, ',')
	}
	return appendSpaces(append(dst, '\n'), indent)
}

func appendJSONString(dst []byte, s string) []byte {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string can be marshalled
	}
	return append(dst, text...)
}
