// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
)

// SyntaxError words an error of the YAML parser. The parser may quote what it could not read, and that may be a value
// of a Secret: only the position and the parser's own words are kept.
func SyntaxError(err error) error {
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	if i := strings.IndexAny(msg, "'\"`"); i >= 0 && !ownQuote(msg[i:]) {
		msg = strings.TrimRight(msg[:i], " :")
	}
	return fmt.Errorf("not YAML: %s", msg)
}

// ownQuote reports whether a quote begins what the parser expected, not what it read.
func ownQuote(msg string) bool {
	switch msg {
	case "'-' indicator", "':'", "',' or ']'", "',' or '}'":
		return true
	}
	return false
}

// cutLine cuts off the line of a text that the parser names, 1 where it names none.
func cutLine(err error, text []byte) (line int, words string) {
	words = strings.TrimPrefix(err.Error(), "not YAML: ")
	if _, scan := fmt.Sscanf(words, "line %d:", &line); scan != nil {
		return 1, words
	}
	if _, reason, _ := strings.Cut(words, ": "); slices.Contains(ofBlocks, reason) {
		line = offending(words, line, text)
		if strings.HasPrefix(reason, "did not find") {
			reason += "; look at the indentation and the quotes of this line"
		}
		return line, reason
	}
	_, words, _ = strings.Cut(words, ": ")
	for _, start := range countedFrom0 {
		if strings.HasPrefix(words, start) {
			line++
			break
		}
	}
	// To the parser the end of a text has a line of its own.
	return min(line, 1+bytes.Count(bytes.TrimRight(text, "\r\n"), []byte("\n"))), words
}

// SyntaxLine returns the line of a text, from 1, that the parser could not read, and in what words; they repeat nothing of
// the text.
func SyntaxLine(err error, text []byte) (line int, words string) {
	return cutLine(SyntaxError(err), text)
}

// countedFrom0 begin the errors in which the parser counts lines from 0. In those of its scanner it counts from 1.
var countedFrom0 = []string{
	"did not find expected <", "did not find expected node content", "did not find expected ','", "found undefined tag handle", "found duplicate %", "found incompatible YAML",
}

// ofBlocks are the errors of a line that does not go on with what is around it. The parser names the line in which that begins,
// which may be any number of lines above.
var ofBlocks = []string{"did not find expected key", "did not find expected '-' indicator", "found a tab character that violates indentation"}

// maxSearched is the longest text of which the offending line is looked for: it is parsed some times over.
const maxSearched = 1 << 20

// offending returns the line at which the parser gave up. It reads from the top and looks no further than it must: a text that is
// cut behind that line fails in the same words, and one that is cut before it does not.
func offending(said string, begins int, text []byte) int {
	if len(text) > maxSearched {
		return begins
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	n := sort.Search(len(lines), func(n int) bool {
		var doc yaml.Node
		err := yaml.Unmarshal(bytes.Join(lines[:n+1], nil), &doc)
		return err != nil && SyntaxError(err).Error() == "not YAML: "+said
	})
	if n == len(lines) {
		return begins // the end is missing something, not a line
	}
	return n + 1
}
