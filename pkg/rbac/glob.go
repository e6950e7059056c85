// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/gobwas/glob/syntax/ast"
	"github.com/gobwas/glob/syntax/lexer"
)

// globExpression writes a glob as Argo CD reads it (util/glob: gobwas/glob without separators) as a regular expression: '*'
// goes across slashes. The error is that of a glob that Argo CD cannot compile, and which then matches nothing.
func globExpression(pattern string) (string, error) {
	tree, err := ast.Parse(lexer.NewLexer(pattern))
	if err != nil {
		return "", fmt.Errorf("reading the glob %q: %w", pattern, err)
	}
	var b strings.Builder
	writeGlob(&b, tree)
	return b.String(), nil
}

func writeGlob(b *strings.Builder, n *ast.Node) {
	switch n.Kind {
	case ast.KindText:
		b.WriteString(regexp.QuoteMeta(n.Value.(ast.Text).Text)) // the parser's own pairs of kind and value, here and below
	case ast.KindAny, ast.KindSuper:
		b.WriteString(`(?s:.*)`)
	case ast.KindSingle:
		b.WriteString(`(?s:.)`)
	case ast.KindList:
		list := n.Value.(ast.List)
		b.WriteString("[" + not(list.Not))
		for _, r := range list.Chars {
			fmt.Fprintf(b, `\x{%x}`, r)
		}
		b.WriteString("]")
	case ast.KindRange:
		r := n.Value.(ast.Range)
		fmt.Fprintf(b, `[%s\x{%x}-\x{%x}]`, not(r.Not), r.Lo, r.Hi)
	case ast.KindAnyOf:
		b.WriteString("(?:")
		for i, child := range n.Children {
			if i > 0 {
				b.WriteString("|")
			}
			writeGlob(b, child)
		}
		b.WriteString(")")
	default: // a pattern, or nothing
		for _, child := range n.Children {
			writeGlob(b, child)
		}
	}
}

func not(negated bool) string {
	if negated {
		return "^"
	}
	return ""
}
