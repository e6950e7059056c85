// SPDX-License-Identifier: Apache-2.0

// Package fix puts a new value in the place of a scalar of a YAML document and touches no other byte.
//
// It trusts nothing: the edited document is parsed again, and an edit is refused unless exactly the one scalar differs.
package fix

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Edit replaces the bytes from Start up to End of a document by Text.
type Edit struct {
	Start, End int
	Text       string
}

// Apply returns the document with the edit.
func (e Edit) Apply(document []byte) []byte {
	out := append([]byte(nil), document[:e.Start]...)
	return append(append(out, e.Text...), document[e.End:]...)
}

// Errors of Scalar, for a place where there is nothing that it can replace.
var (
	errNoScalar  = errors.New("there is no scalar at this place")
	errNotInLine = errors.New("the value is not a plain or quoted scalar on one line")
	errNoForm    = errors.New("the new value cannot stand here")
	errTwice     = errors.New("the list would hold the value twice: take one of the two out")
)

// Scalar returns the edit that makes the scalar at a line and column of a document, counted from 1, hold a value: a
// string, a boolean or a number. The quotes stay what they are where they can.
func Scalar(document []byte, line, column int, value any) (Edit, error) {
	before, err := parse(document)
	if err != nil {
		return Edit{}, err
	}
	n := find(before, line, column)
	if n == nil {
		return Edit{}, errNoScalar
	}
	start, end, ok := Token(document, n)
	if !ok {
		return Edit{}, errNotInLine
	}
	text, isString := value.(string)
	if !isString {
		text = fmt.Sprint(value)
	}
	if standsBeside(before, n, text) {
		return Edit{}, errTwice
	}
	for _, form := range forms(n, text, isString) {
		e := Edit{start, end, form}
		if onlyDiffers(before, e.Apply(document), n, text, isString) {
			return e, nil
		}
	}
	return Edit{}, errNoForm
}

// Place returns the line and the column of a result in its document; the line is less than 1 where it stands before it.
func Place(d folder.Document, result krm.Result) (line, column int) {
	line, column = result.Line-d.Line+1, result.Column
	if line == 1 {
		column -= d.Column - 1
	}
	return line, column
}

// forms are the ways to write a value, best first.
func forms(n *yaml.Node, text string, isString bool) []string {
	single := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	double, err := json.Marshal(text)
	if err != nil || !isString {
		return []string{text}
	}
	quoted := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(double))
	switch {
	case n.Style&yaml.SingleQuotedStyle != 0:
		return []string{single, quoted}
	case n.Style&yaml.DoubleQuotedStyle != 0 || text != strings.TrimSpace(text):
		return []string{quoted}
	}
	return []string{text, quoted}
}

// Token returns the bytes of a scalar with its quotes, and false for one that is in several lines, in block style, an
// alias, or behind an anchor or a tag.
func Token(document []byte, n *yaml.Node) (start, end int, ok bool) {
	start, ok = krm.Offset(document, n.Line, n.Column)
	if !ok || n.Kind != yaml.ScalarNode || start >= len(document) || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		return 0, 0, false
	}
	rest := document[start:]
	switch n.Style {
	case yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle:
		if rest[0] != '"' && rest[0] != '\'' {
			return 0, 0, false
		}
		length := quotedLength(rest)
		return start, start + length, length > 0
	case 0:
		return start, start + len(n.Value), n.Value != "" && bytes.HasPrefix(rest, []byte(n.Value))
	}
	return 0, 0, false
}

// quotedLength is the length of the quoted scalar with which b begins; 0 where it does not end on its line.
func quotedLength(b []byte) int {
	quote := b[0]
	for i := 1; i < len(b); i++ {
		switch {
		case b[i] == '\n' || b[i] == '\r':
			return 0
		case quote == '"' && b[i] == '\\':
			i++
		case b[i] == quote:
			if quote == '\'' && i+1 < len(b) && b[i+1] == quote {
				i++
				continue
			}
			return i + 1
		}
	}
	return 0
}

func parse(document []byte) (*yaml.Node, error) {
	var n yaml.Node
	if err := yaml.Unmarshal(document, &n); err != nil {
		return nil, krm.SyntaxError(err)
	}
	return &n, nil
}

// find returns the scalar that begins at a position.
func find(n *yaml.Node, line, column int) *yaml.Node {
	if n.Kind == yaml.ScalarNode && n.Line == line && n.Column == column {
		return n
	}
	for _, c := range n.Content {
		if found := find(c, line, column); found != nil {
			return found
		}
	}
	return nil
}

// standsBeside reports whether a text is another entry of the list in which a scalar stands.
func standsBeside(n, target *yaml.Node, text string) bool {
	if n.Kind == yaml.SequenceNode && slices.Contains(n.Content, target) {
		return slices.ContainsFunc(n.Content, func(e *yaml.Node) bool {
			r := krm.Resolve(e)
			return e != target && r.Kind == yaml.ScalarNode && r.Value == text
		})
	}
	return slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return standsBeside(c, target, text) })
}

// onlyDiffers reports whether an edited document is the one before but for one scalar, which is now the wanted one.
func onlyDiffers(before *yaml.Node, edited []byte, target *yaml.Node, text string, isString bool) bool {
	after, err := parse(edited)
	if err != nil {
		return false
	}
	hits := 0
	var same func(a, b *yaml.Node) bool
	same = func(a, b *yaml.Node) bool {
		if a == target {
			hits++
			return b.Kind == yaml.ScalarNode && b.Value == text && (b.ShortTag() == "!!str") == isString && yaml11Agrees(b, isString)
		}
		if a.Kind != b.Kind || a.Value != b.Value || a.Tag != b.Tag || a.Style != b.Style || a.Anchor != b.Anchor || len(a.Content) != len(b.Content) ||
			a.HeadComment != b.HeadComment || a.LineComment != b.LineComment || a.FootComment != b.FootComment {
			return false
		}
		for i := range a.Content {
			if !same(a.Content[i], b.Content[i]) {
				return false
			}
		}
		return a.Kind != yaml.MappingNode || !keyStandsTwice(b)
	}
	return same(before, after) && hits == 1
}

// yaml11Agrees reports whether a reader of YAML 1.1, such as kubectl, takes a plain string for a string too.
func yaml11Agrees(n *yaml.Node, isString bool) bool {
	if !isString || n.Style != 0 {
		return true
	}
	switch strings.ToLower(n.Value) {
	case "y", "n", "yes", "no", "on", "off":
		return false
	}
	_, err := strconv.ParseFloat(strings.ReplaceAll(n.Value, ":", ""), 64)
	return err != nil
}

func keyStandsTwice(n *yaml.Node) bool {
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		if seen[n.Content[i].Value] {
			return true
		}
		seen[n.Content[i].Value] = true
	}
	return false
}
