// SPDX-License-Identifier: Apache-2.0

// Package pin writes the pin of an image into the file of a Project, and takes it out again, and touches no other byte.
//
// It trusts nothing: the edited document is parsed again, and an edit is refused unless exactly the pin differs and every
// comment is still there.
package pin

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/fix"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

const key = "pin"

var (
	errNoImage = errors.New("there is no such entry under spec.images")
	errByHand  = errors.New("the file is written in a way that this command does not edit")
)

// Set returns a document of a Project in which the entry of an image, counted from 0, has a pin.
func Set(document []byte, image int, tag string) ([]byte, error) {
	entry, err := find(document, image)
	if err != nil {
		return nil, err
	}
	var edit fix.Edit
	switch value := krm.Lookup(entry, key); {
	case entry.Kind == yaml.ScalarNode:
		edit, err = asObject(document, entry, tag)
	case value != nil:
		start, end, ok := fix.Token(document, value)
		if !ok {
			return nil, byHand(image)
		}
		edit = fix.Edit{Start: start, End: end, Text: quoted(value, tag)}
	default:
		edit, err = behindName(document, entry, tag)
	}
	if err != nil {
		return nil, byHand(image)
	}
	edited := edit.Apply(document)
	if !onlyPin(document, edited, image, &tag) {
		return nil, byHand(image)
	}
	return edited, nil
}

// Clear returns a document in which the entry of an image has no pin.
func Clear(document []byte, image int) ([]byte, error) {
	entry, err := find(document, image)
	if err != nil {
		return nil, err
	}
	at := -1
	for i := 0; i+1 < len(entry.Content) && entry.Kind == yaml.MappingNode; i += 2 {
		if entry.Content[i].Value == key {
			at = i
		}
	}
	if at < 0 {
		return document, nil
	}
	edit, err := without(document, entry, at)
	if err != nil {
		return nil, byHand(image)
	}
	edited := edit.Apply(document)
	if !onlyPin(document, edited, image, nil) {
		return nil, byHand(image)
	}
	return edited, nil
}

func byHand(image int) error {
	return fmt.Errorf("%w: edit spec.images[%d].pin by hand", errByHand, image)
}

func find(document []byte, image int) (*yaml.Node, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(document, &root); err != nil {
		return nil, krm.SyntaxError(err)
	}
	if len(root.Content) == 0 {
		return nil, errNoImage
	}
	list := krm.Lookup(root.Content[0], "spec", "images")
	if list == nil || list.Kind != yaml.SequenceNode || image < 0 || image >= len(list.Content) {
		return nil, errNoImage
	}
	return list.Content[image], nil
}

// quoted writes a tag in the style of another value, or with the quotes that it needs.
func quoted(like *yaml.Node, tag string) string {
	switch {
	case like.Style&yaml.DoubleQuotedStyle != 0:
		return `"` + tag + `"` // no tag holds a character that would have to be escaped
	case like.Style&yaml.SingleQuotedStyle != 0:
		return "'" + tag + "'"
	}
	return strings.TrimSpace(string(krm.Append(nil, krm.String(tag), 0)))
}

// pair is the pin as it stands beside a key: JSON has quotes around both.
func pair(beside *yaml.Node, value *yaml.Node, tag string) string {
	if beside.Style&yaml.DoubleQuotedStyle != 0 {
		return `"` + key + `": "` + tag + `"`
	}
	return key + ": " + quoted(value, tag)
}

// asObject gives an image that stands by its name alone the long form.
func asObject(document []byte, entry *yaml.Node, tag string) (fix.Edit, error) {
	start, end, ok := fix.Token(document, entry)
	if !ok {
		return fix.Edit{}, errByHand
	}
	token := string(document[start:end])
	if beginsLine(document, start) {
		line := lineEnd(document, end)
		text := "name: " + token + string(document[end:line]) + eol(document) + strings.Repeat(" ", start-lineStart(document, start)) + key + ": " + quoted(&yaml.Node{}, tag)
		return fix.Edit{Start: start, End: line, Text: text}, nil
	}
	name, pinned := "name: ", pair(&yaml.Node{}, &yaml.Node{}, tag)
	if entry.Style&yaml.DoubleQuotedStyle != 0 {
		name, pinned = `"name": `, pair(entry, entry, tag)
	}
	return fix.Edit{Start: start, End: end, Text: "{" + name + token + ", " + pinned + "}"}, nil
}

// behindName puts the pin behind the name of an image.
func behindName(document []byte, entry *yaml.Node, tag string) (fix.Edit, error) {
	for i := 0; i+1 < len(entry.Content); i += 2 {
		name, value := entry.Content[i], entry.Content[i+1]
		if name.Value != "name" {
			continue
		}
		_, end, ok := fix.Token(document, value)
		if !ok {
			return fix.Edit{}, errByHand
		}
		if entry.Style&yaml.FlowStyle != 0 {
			return fix.Edit{Start: end, End: end, Text: ", " + pair(name, &yaml.Node{}, tag)}, nil
		}
		start, ok := krm.Offset(document, name.Line, name.Column)
		if !ok {
			return fix.Edit{}, errByHand
		}
		line := lineEnd(document, end)
		return fix.Edit{Start: line, End: line, Text: eol(document) + strings.Repeat(" ", start-lineStart(document, start)) + pair(name, &yaml.Node{}, tag)}, nil
	}
	return fix.Edit{}, errByHand
}

// without takes the pair at an index out of an entry.
func without(document []byte, entry *yaml.Node, at int) (fix.Edit, error) {
	start, ok := krm.Offset(document, entry.Content[at].Line, entry.Content[at].Column)
	_, end, token := fix.Token(document, entry.Content[at+1])
	if !ok || !token {
		return fix.Edit{}, errByHand
	}
	last := at+2 >= len(entry.Content)
	next := len(document)
	if !last {
		if next, ok = krm.Offset(document, entry.Content[at+2].Line, entry.Content[at+2].Column); !ok {
			return fix.Edit{}, errByHand
		}
	}
	switch {
	case at == 0 && last:
		return fix.Edit{}, errByHand // an image without a name
	case at == 0:
		return fix.Edit{Start: start, End: next}, nil // what follows takes its place, behind the dash or the brace
	case entry.Style&yaml.FlowStyle != 0:
		// With the comma before it, and the space before that.
		comma := bytes.LastIndexByte(document[:start], ',')
		if comma < 0 {
			return fix.Edit{}, errByHand
		}
		return fix.Edit{Start: comma, End: end}, nil
	}
	line := lineEnd(document, end)
	if line < len(document) {
		line += bytes.IndexByte(document[line:], '\n') + 1
	}
	return fix.Edit{Start: lineStart(document, start), End: line}, nil
}

// beginsLine reports whether only dashes and spaces stand before an offset on its line: that it is an entry in block style.
func beginsLine(document []byte, offset int) bool {
	before := document[lineStart(document, offset):offset]
	return len(bytes.Trim(before, " -")) == 0 && bytes.Contains(before, []byte("-"))
}

func lineStart(document []byte, offset int) int {
	return bytes.LastIndexByte(document[:offset], '\n') + 1
}

// lineEnd is where the line of an offset ends, before its break.
func lineEnd(document []byte, offset int) int {
	i := bytes.IndexByte(document[offset:], '\n')
	if i < 0 {
		return len(document)
	}
	if end := offset + i; end > offset && document[end-1] == '\r' {
		return end - 1
	}
	return offset + i
}

func eol(document []byte) string {
	if i := bytes.IndexByte(document, '\n'); i > 0 && document[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// onlyPin reports whether an edited document is the one before but for the pin of an image, which is the wanted one; nil is
// none. No comment may be lost but one on the line of a pin that goes.
func onlyPin(before, after []byte, image int, tag *string) bool {
	var a, b any
	if yaml.Unmarshal(before, &a) != nil || yaml.Unmarshal(after, &b) != nil {
		return false
	}
	x, okX := withoutPin(a, image)
	y, okY := withoutPin(b, image)
	if !okX || !okY || !reflect.DeepEqual(a, b) {
		return false
	}
	if tag == nil && y != nil || tag != nil && y != *tag {
		return false
	}
	lost := 0
	left := comments(after)
	for comment, n := range comments(before) {
		lost += max(0, n-left[comment])
	}
	return lost == 0 || tag == nil && x != nil && lost == 1 && strings.Count(string(before), "\n") > strings.Count(string(after), "\n")
}

// withoutPin makes the entry of an image an object without pin, in place, and returns the pin that it had.
func withoutPin(document any, image int) (pin any, ok bool) {
	root, _ := document.(map[string]any)
	spec, _ := root["spec"].(map[string]any)
	list, _ := spec["images"].([]any)
	if image >= len(list) {
		return nil, false
	}
	switch entry := list[image].(type) {
	case string:
		list[image] = map[string]any{"name": entry}
	case map[string]any:
		pin = entry[key]
		delete(entry, key)
	default:
		return nil, false
	}
	return pin, true
}

// comments counts the comments of a document by their text.
func comments(document []byte) map[string]int {
	var root yaml.Node
	all := map[string]int{}
	if yaml.Unmarshal(document, &root) != nil {
		return all
	}
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		for _, text := range []string{n.HeadComment, n.LineComment, n.FootComment} {
			for line := range strings.Lines(text) {
				if line = strings.TrimSpace(line); line != "" {
					all[line]++
				}
			}
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(&root)
	return all
}
