// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Documents returns the YAML documents that a text within the resource holds, such as a patch in a kustomization. Their nodes
// stand where they stand in the resource. Only the lines of a literal block scalar (`|`) are lines of the file: what any
// other scalar holds stands where the scalar begins. A text that is no YAML, or whose aliases never end, holds none.
func (i *Item) Documents(text *yaml.Node) []*yaml.Node {
	if text == nil || text.Kind != yaml.ScalarNode {
		return nil
	}
	var documents []*yaml.Node
	for decoder := yaml.NewDecoder(strings.NewReader(text.Value)); ; {
		var document yaml.Node
		if err := decoder.Decode(&document); err != nil {
			if !errors.Is(err, io.EOF) {
				return nil
			}
			return documents
		}
		if len(document.Content) == 1 && CheckAliases(document.Content[0]) == nil {
			i.place(document.Content[0], text)
			documents = append(documents, document.Content[0])
		}
	}
}

// place moves the nodes of a text to where they stand in the resource.
func (i *Item) place(n, text *yaml.Node) {
	if text.Style&yaml.LiteralStyle != 0 && text.Line > 0 {
		moveNodes(n, text.Line, i.Indentation(text))
		return
	}
	standAt(n, text)
}

func moveNodes(n *yaml.Node, lines, columns int) {
	n.Line, n.Column = n.Line+lines, n.Column+columns
	for _, child := range n.Content {
		moveNodes(child, lines, columns)
	}
}

func standAt(n, text *yaml.Node) {
	n.Line, n.Column, n.Style = text.Line, text.Column, n.Style&^(yaml.LiteralStyle|yaml.FoldedStyle)
	for _, child := range n.Content {
		standAt(child, text)
	}
}

// Indentation returns how many columns stand before the text of a literal block scalar; 0 where the file was not read.
func (i *Item) Indentation(text *yaml.Node) int {
	for k, line := range strings.Split(text.Value, "\n") {
		if strings.TrimSpace(line) != "" {
			return max(0, bytes.Index(i.SourceLine(text.Line+1+k), []byte(line)))
		}
	}
	return 0
}

// Part returns what a text of the resource says about another one, as a resource of its own: it is in no list, and its
// positions are those of the file in which it stands. root is one of Documents, or is made of nodes of one.
func (i *Item) Part(root *yaml.Node, apiVersion, kind, namespace, name string) *Item {
	part, err := itemOf(root)
	if err != nil {
		return nil
	}
	part.APIVersion, part.Kind, part.Namespace, part.Name = apiVersion, kind, namespace, name
	part.Path, part.Index, part.Package = i.Path, i.Index, i.Package
	part.line, part.column, part.text = i.line, i.column, i.text
	return part
}
