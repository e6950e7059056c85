// SPDX-License-Identifier: Apache-2.0

package scaffold

import (
	"bytes"

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
		case bytes.Equal(withoutCR(before.Text), d.After.Text):
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

// endOfBlock ends the block of a file that is a person's.
const endOfBlock = "# fairlead scaffold end\n"

// merge puts a block into a text: in the place of the one that is there, else at the end. A text that holds all its lines
// already needs none.
func merge(there, lines []byte) ([]byte, State) {
	wanted := append(append([]byte(sealMark+digest(lines)+"\n"), lines...), endOfBlock...)
	text := withoutCR(there)
	at := sealLine.FindSubmatchIndex(text)
	if at == nil {
		switch {
		case there == nil:
			return wanted, New
		case holdsLines(text, lines):
			return there, Current
		}
		if len(text) > 0 && text[len(text)-1] != '\n' {
			text = append(text, '\n')
		}
		return append(text, wanted...), Old
	}
	body := text[at[1]:]
	body = bytes.TrimPrefix(body, []byte("\n"))
	end := bytes.Index(body, []byte(endOfBlock))
	state := Old
	var rest []byte
	if end < 0 { // somebody took the last line away: what is ours cannot be told any more
		state, rest = Edited, body
	} else {
		rest = body[end+len(endOfBlock):]
		if string(text[at[2]:at[3]]) != digest(body[:end]) {
			state = Edited
		}
	}
	merged := append(append(append([]byte(nil), text[:at[0]]...), wanted...), rest...)
	if bytes.Equal(merged, text) {
		return there, Current
	}
	return merged, state
}

// kept are the lines of the block that is there for which keep is true, and which the wanted ones do not have.
func kept(there, wanted []byte, keep func(line string) bool) []byte {
	text := withoutCR(there)
	at := sealLine.FindIndex(text)
	if at == nil {
		return nil
	}
	body, _, ends := bytes.Cut(text[at[1]:], []byte(endOfBlock))
	if !ends {
		return nil // all that stands there stays, behind the block
	}
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
