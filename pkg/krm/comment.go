// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ownComments returns a changed resource without the comments around its bytes. The parser hangs them on some node of
// the resource, or of the next one; they stay where they stand.
func (l *ResourceList) ownComments(i *Item) *yaml.Node {
	above := i.start
	for above > l.layout.items.start {
		start := previousLine(l.input, above)
		if text := bytes.TrimSpace(l.input[start:above]); len(text) > 0 && text[0] != '#' {
			break
		}
		above = start
	}
	tail := l.tail(i)
	if !bytes.Contains(l.input[above:i.start], []byte("#")) && tail == i.end {
		return i.node
	}
	return withoutComments(i.node, func(line string) bool {
		text := []byte(line)
		return !bytes.Contains(l.input[i.start:tail], text) &&
			(bytes.Contains(l.input[above:i.start], text) || bytes.Contains(l.input[tail:i.end], text))
	})
}

// withoutComments returns a copy of a node without those lines of its comments that drop names.
func withoutComments(n *yaml.Node, drop func(line string) bool) *yaml.Node {
	c := *n
	c.HeadComment, c.FootComment = withoutLines(n.HeadComment, drop), withoutLines(n.FootComment, drop)
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		c.Content[i] = withoutComments(child, drop)
	}
	return &c
}

func withoutLines(comment string, drop func(line string) bool) string {
	if comment == "" {
		return ""
	}
	var kept strings.Builder
	for line := range strings.Lines(comment) {
		if text := strings.TrimSpace(line); text == "" || !drop(text) {
			kept.WriteString(line)
		}
	}
	return strings.TrimSpace(kept.String())
}
