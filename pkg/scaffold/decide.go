// SPDX-License-Identifier: Apache-2.0

package scaffold

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/folder"
)

// State is what a file that is to be there is now.
type State int

// The states.
const (
	// Current is as it is to be.
	Current State = iota
	// New is not there.
	New
	// Old is as Fairlead wrote it, and Fairlead would write it otherwise now.
	Old
	// Edited is otherwise than Fairlead wrote it, or was not written by Fairlead at all.
	Edited
)

// String is the word that a person reads.
func (s State) String() string { return [...]string{"current", "new", "changed", "edited"}[s] }

// Decision is what is to become of one file.
type Decision struct {
	State         State
	Before, After folder.Whole
}

// Decide compares files with what is there. Nothing is written.
func Decide(files []File, tree func(name string) (folder.Whole, error)) ([]Decision, error) {
	decisions := make([]Decision, 0, len(files))
	for _, f := range files {
		before, err := tree(f.Path)
		if err != nil {
			return nil, err
		}
		decisions = append(decisions, f.decide(before))
	}
	return decisions, nil
}

func (f File) decide(before folder.Whole) Decision {
	d := Decision{Before: before, After: f.Whole}
	switch f.kind {
	case block:
		lines := f.Text
		if f.keeps != nil {
			lines = append(append([]byte(nil), lines...), kept(before.Text, lines, f.keeps)...)
		}
		d.After.Text, d.State = merge(before.Text, lines)
	default:
		d.After.Text = seal(keepNewer(f.Text, before.Text))
		has, holds := sealed(before.Text)
		switch {
		case before.Text == nil:
			d.State = New
		case bytes.Equal(before.Text, d.After.Text), !f.isScript() && bytes.Equal(withoutCR(before.Text), d.After.Text):
			d.After.Text = before.Text // with the line ends that Git gave it
			if f.Executable && !before.Executable {
				d.State = Old
			}
		case has && holds:
			d.State = Old
		default:
			d.State = Edited
		}
	}
	return d
}

// isScript reports whether a file is read by a shell, which takes a CR for a part of the command in front of it.
func (f File) isScript() bool {
	return path.Ext(f.Path) == ".sh" || bytes.HasPrefix(f.Text, []byte("#!"))
}

// endOfBlock ends the block of a file that is a person's.
const endOfBlock = "# fairlead scaffold end\n"

// merge puts a block into a text: in the place of the one that is there, else at the end. A text that holds all its lines
// already needs none. What is not ours stays byte by byte, and the block has the line ends of the text around it.
func merge(there, lines []byte) ([]byte, State) {
	wanted := append(append([]byte(sealMark+digest(lines)+"\n"), lines...), endOfBlock...)
	if there == nil {
		return wanted, New
	}
	ending := []byte("\n")
	if first := bytes.IndexByte(there, '\n'); first > 0 && there[first-1] == '\r' {
		ending = []byte("\r\n")
		wanted = bytes.ReplaceAll(wanted, []byte("\n"), ending)
	}
	at := sealLine.FindSubmatchIndex(there)
	if at == nil {
		if holdsLines(there, lines) {
			return there, Current
		}
		text := bytes.Clone(there)
		if len(text) > 0 && text[len(text)-1] != '\n' {
			text = append(text, ending...)
		}
		return append(text, wanted...), Old
	}
	body := there[at[1]:]
	if end := bytes.IndexByte(body, '\n'); end >= 0 {
		body = body[end+1:]
	}
	state, ours, rest := Old, there[at[0]:], body
	if end := endLine.FindIndex(body); end == nil { // somebody took the last line away: what is ours cannot be told any more
		state = Edited
	} else {
		rest = body[end[1]:]
		ours = ours[:len(ours)-len(rest)]
		if string(there[at[2]:at[3]]) != digest(body[:end[0]]) {
			state = Edited
		}
	}
	if bytes.Equal(withoutCR(ours), withoutCR(wanted)) {
		return there, Current
	}
	return slices.Concat(there[:at[0]], wanted, rest), state
}

// endLine is the last line of a block.
var endLine = regexp.MustCompile("(?m)^" + strings.TrimSuffix(endOfBlock, "\n") + `\r?(?:\n|\z)`)

// kept are the lines of the block that is there for which keep is true, and which the wanted ones do not have.
func kept(there, wanted []byte, keep func(line string) bool) []byte {
	at := sealLine.FindIndex(there)
	if at == nil {
		return nil
	}
	body := there[at[1]:]
	end := endLine.FindIndex(body)
	if end == nil {
		return nil // all that stands there stays, behind the block
	}
	body = body[:end[0]]
	have := map[string]bool{}
	for line := range bytes.Lines(wanted) {
		have[string(bytes.TrimSpace(line))] = true
	}
	var lines []byte
	for line := range bytes.Lines(body) {
		if l := string(bytes.TrimSpace(line)); !have[l] && keep(l) {
			have[l] = true
			lines = append(lines, l+"\n"...)
		}
	}
	return lines
}

// holdsLines reports whether a text holds each line that is no comment.
func holdsLines(text, lines []byte) bool {
	have := map[string]bool{}
	for line := range bytes.Lines(text) {
		have[string(bytes.TrimSpace(line))] = true
	}
	for line := range bytes.Lines(lines) {
		if l := bytes.TrimSpace(line); len(l) > 0 && l[0] != '#' && !have[string(l)] {
			return false
		}
	}
	return true
}
