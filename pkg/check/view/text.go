// SPDX-License-Identifier: Apache-2.0

package view

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Text is a scalar that holds lines of another language, such as a policy.csv, with the place of each line in the file.
type Text struct {
	// Lines are the lines of the value without their ends.
	Lines []string

	node   *yaml.Node
	indent int  // columns before the text of a literal block scalar; -1 for all other scalars
	seen   bool // the lines of the file are known, and so is the indentation
}

// TextOf returns the lines of a scalar of a resource.
func TextOf(it *krm.Item, n *yaml.Node) Text {
	t := Text{node: n, indent: -1}
	if n.Value != "" {
		t.Lines = strings.Split(strings.TrimSuffix(n.Value, "\n"), "\n")
	}
	if n.Style&yaml.LiteralStyle == 0 || n.Line == 0 {
		return t
	}
	for i, line := range t.Lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		at := bytes.Index(it.SourceLine(n.Line+1+i), []byte(line))
		t.indent, t.seen = max(0, at), at >= 0
		break
	}
	return t
}

// At returns a node that stands at a line of the value and a byte of that line, both from 1. Only the lines of a literal
// block scalar (`|`) are lines of the file; for all others it is the scalar itself. Where the text of the file is not at hand,
// as for a resource of a List, it is the beginning of the line.
func (t Text) At(line, column int) *yaml.Node {
	if t.indent < 0 || line < 1 || line > len(t.Lines) {
		return t.node
	}
	if !t.seen {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Line: t.node.Line + line, Column: 1}
	}
	before := t.Lines[line-1]
	before = before[:min(max(column-1, 0), len(before))]
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Line: t.node.Line + line, Column: t.indent + utf8.RuneCountInString(before) + 1}
}

// Templated reports whether a text holds a placeholder of a template: of Helm and ApplicationSets (`{{ }}`), of envsubst
// and kustomize (`${X}`, `$(X)`), or of a vault plugin (`<path:…>`). What it becomes nobody knows here.
func Templated(s string) bool {
	// Nearly every text is asked this more than once, and holds none of the three: a byte is found faster than a string.
	return strings.IndexByte(s, '{') >= 0 && (strings.Contains(s, "{{") || strings.Contains(s, "${")) ||
		strings.IndexByte(s, '$') >= 0 && strings.Contains(s, "$(") ||
		strings.IndexByte(s, '<') >= 0 && strings.Contains(s, "<path:")
}
