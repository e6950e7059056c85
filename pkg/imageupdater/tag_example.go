// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"regexp/syntax"
	"unicode/utf8"
)

// exampleTag returns a tag that an expression matches from end to end: of every choice the first that a tag may have, and
// of every repetition as few as it takes. Nearly every filter that anyone writes has one, and finding it costs a fraction of
// what a program for the search costs. Where ok is false, nothing is known.
func exampleTag(tree *syntax.Regexp) (tag string, ok bool) {
	var e example
	if !e.add(tree) || len(e.tag) == 0 {
		return "", false
	}
	return string(e.tag), true
}

// example is a tag under way.
type example struct {
	tag []byte
	// ended says that the expression demands the end of the tag here.
	ended bool
}

// add appends what matches a part of the expression, and reports whether it could.
func (e *example) add(part *syntax.Regexp) bool {
	switch part.Op {
	case syntax.OpEmptyMatch, syntax.OpStar, syntax.OpQuest:
		return true
	case syntax.OpBeginText, syntax.OpBeginLine:
		return len(e.tag) == 0
	case syntax.OpEndText, syntax.OpEndLine:
		e.ended = true
		return true
	case syntax.OpLiteral:
		for _, r := range part.Rune {
			if !e.addRune(r) {
				return false
			}
		}
		return true
	case syntax.OpCharClass:
		return e.addOneOf(part.Rune)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return e.addRune('0')
	case syntax.OpCapture, syntax.OpPlus:
		return e.add(part.Sub[0])
	case syntax.OpConcat:
		for _, sub := range part.Sub {
			if !e.add(sub) {
				return false
			}
		}
		return true
	case syntax.OpRepeat:
		for range part.Min {
			if !e.add(part.Sub[0]) {
				return false
			}
		}
		return true
	case syntax.OpAlternate:
		before := *e
		for _, sub := range part.Sub {
			if e.add(sub) {
				return true
			}
			*e = before
		}
	}
	return false
}

// addOneOf appends the first rune of a class that may stand here. ranges are pairs, each the first and last of a range.
func (e *example) addOneOf(ranges []rune) bool {
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1] && r < utf8.RuneSelf; r++ {
			if e.addRune(r) {
				return true
			}
		}
	}
	return false
}

// addRune appends a rune, if that leaves a tag.
func (e *example) addRune(r rune) bool {
	if e.ended || len(e.tag) == maxTag || r >= utf8.RuneSelf || !isTagByte(byte(r), len(e.tag) == 0) {
		return false
	}
	e.tag = append(e.tag, byte(r))
	return true
}
