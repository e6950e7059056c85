// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// unquotedTemplate reports whether a node is what YAML reads of `{{ .Values.x }}` without quotes: a mapping whose key is a
// mapping. What will stand there is not known.
func unquotedTemplate(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && len(n.Content) > 0 && n.Content[0].Kind == yaml.MappingNode
}

// placeholder reports whether another tool will replace the text, or a part of it: Helm, an ApplicationSet, envsubst and others.
func placeholder(text string) bool {
	for _, mark := range [...]string{"{{", "${", "$(", "#{", "<%", "[[", "(("} {
		if strings.Contains(text, mark) {
			return true
		}
	}
	if strings.HasPrefix(text, "$") || strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">") {
		return true
	}
	for _, mark := range [...]string{"__", "@", "%"} {
		if len(text) > 2*len(mark) && strings.HasPrefix(text, mark) && strings.HasSuffix(text, mark) {
			return true
		}
	}
	return false
}
