// SPDX-License-Identifier: Apache-2.0

package scaffold

import (
	"fmt"
	"strings"
)

// instructions are commands that a person pastes step by step, with what each is for: all else is a comment, so that the whole
// is a script that a shell can read.
type instructions struct {
	strings.Builder
	step int
}

// width is that of a comment.
const width = 116

// say adds sentences as a comment.
func (i *instructions) say(format string, args ...any) {
	line := "#"
	for word := range strings.FieldsSeq(fmt.Sprintf(format, args...)) {
		if len(line)+1+len(word) > width && line != "#" {
			i.WriteString(line + "\n")
			line = "#"
		}
		line += " " + word
	}
	i.WriteString(line + "\n")
}

// begin begins a step with what it is for.
func (i *instructions) begin(format string, args ...any) {
	i.step++
	i.WriteString("\n")
	i.say(fmt.Sprintf("%d. ", i.step)+format, args...)
}

// part begins a further block of a step: what is pasted at once ends before it.
func (i *instructions) part(format string, args ...any) {
	i.WriteString("\n")
	i.say(format, args...)
}

// run adds commands.
func (i *instructions) run(format string, args ...any) { fmt.Fprintf(i, format+"\n", args...) }

// word quotes a word for a POSIX shell where it needs that.
func word(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@%+,-") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
