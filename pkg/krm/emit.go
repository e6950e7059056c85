// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Append prints a node made by a Builder as block style, after indent spaces at each line but
// the first, and with a line break at the end. The text is a fixed point of what kpt and kustomize make of it.
func Append(dst []byte, n *yaml.Node, indent int) []byte {
	switch n.Kind {
	case yaml.MappingNode:
		if len(n.Content) == 0 {
			return append(dst, "{}\n"...)
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if i > 0 {
				dst = appendSpaces(dst, indent)
			}
			dst = appendComment(dst, n.Content[i].HeadComment, indent)
			dst = append(appendKeyScalar(dst, n.Content[i]), ':')
			dst = appendValue(dst, n.Content[i+1], indent)
		}
		return dst
	case yaml.SequenceNode:
		if len(n.Content) == 0 {
			return append(dst, "[]\n"...)
		}
		for i, e := range n.Content {
			if i > 0 {
				dst = appendSpaces(dst, indent)
			}
			dst = append(dst, "- "...)
			if e.Kind == yaml.ScalarNode { // whose block stands one level below the dash
				dst = append(appendScalar(dst, e, indent), '\n')
				continue
			}
			dst = Append(dst, e, indent+2)
		}
		return dst
	}
	return append(appendScalar(dst, n, indent), '\n')
}

// appendValue prints what follows the colon of a key.
func appendValue(dst []byte, n *yaml.Node, indent int) []byte {
	switch {
	case n.Kind == yaml.ScalarNode || len(n.Content) == 0:
		return Append(append(dst, ' '), n, indent)
	case n.Kind == yaml.SequenceNode:
		return Append(appendSpaces(append(dst, '\n'), indent), n, indent)
	}
	return Append(appendSpaces(append(dst, '\n'), indent+2), n, indent+2)
}

func appendComment(dst []byte, comment string, indent int) []byte {
	if comment == "" {
		return dst
	}
	for line := range strings.Lines(comment) {
		dst = append(dst, strings.TrimRight(line, "\n")...)
		dst = appendSpaces(append(dst, '\n'), indent)
	}
	return dst
}

func appendSpaces(dst []byte, n int) []byte {
	for ; n > 0; n-- {
		dst = append(dst, ' ')
	}
	return dst
}

// appendScalar prints a scalar without the break after it; a block scalar one level deeper than indent.
func appendScalar(dst []byte, n *yaml.Node, indent int) []byte {
	switch n.Style {
	case yaml.LiteralStyle:
		return appendLiteral(dst, n.Value, indent+2)
	case yaml.DoubleQuotedStyle:
		return appendDoubleQuoted(dst, n.Value)
	}
	return append(dst, n.Value...)
}

// appendKeyScalar prints a scalar on one line.
func appendKeyScalar(dst []byte, n *yaml.Node) []byte {
	if n.Style == yaml.LiteralStyle {
		return appendDoubleQuoted(dst, n.Value)
	}
	return appendScalar(dst, n, 0)
}

func appendLiteral(dst []byte, s string, indent int) []byte {
	dst = append(dst, '|')
	switch {
	case !strings.HasSuffix(s, "\n"):
		dst = append(dst, '-')
	case strings.HasSuffix(s, "\n\n"):
		dst = append(dst, '+')
	}
	for line := range strings.Lines(s) {
		dst = append(dst, '\n')
		if line = strings.TrimSuffix(line, "\n"); line != "" {
			dst = append(appendSpaces(dst, indent), line...)
		}
	}
	return dst
}

func appendDoubleQuoted(dst []byte, s string) []byte {
	const (
		hex = "0123456789ABCDEF"
		// The runes that have an escape of their own, and the escapes.
		escaped = "\"\\\n\t\r\x00\a\b\v\f\x1b"
		escapes = `"\ntr0abvfe`
	)
	dst = append(dst, '"')
	for _, r := range s {
		switch i := strings.IndexRune(escaped, r); {
		case i >= 0:
			dst = append(dst, '\\', escapes[i])
		case printable(r):
			dst = utf8.AppendRune(dst, r)
		case r == 0x85:
			dst = append(dst, '\\', 'N')
		case r == 0x2028:
			dst = append(dst, '\\', 'L')
		case r == 0x2029:
			dst = append(dst, '\\', 'P')
		case r < 0x100:
			dst = append(dst, '\\', 'x', hex[r>>4], hex[r&15])
		case r < 0x10000:
			dst = append(dst, '\\', 'u', hex[r>>12], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		default:
			dst = append(dst, '\\', 'U', '0', '0', hex[r>>20&15], hex[r>>16&15], hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		}
	}
	return append(dst, '"')
}

// printable reports whether a YAML emitter prints the rune as it is.
func printable(r rune) bool {
	return r >= ' ' && r < 0x7f || r >= 0xa0 && r != 0x2028 && r != 0x2029 && r != 0xfeff && r < 0xd800 || r >= 0xe000 && r < 0xfffe && r != 0xfeff
}
