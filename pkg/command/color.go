// SPDX-License-Identifier: Apache-2.0

package command

import (
	"io"
	"os"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Colours of ECMA-48.
const (
	red, yellow, green, cyan = "\x1b[31m", "\x1b[33m", "\x1b[32m", "\x1b[36m"
	reset                    = "\x1b[0m"
)

// colored reports whether a stream is a terminal that wants colours: https://no-color.org.
func colored(w io.Writer) bool { return os.Getenv("NO_COLOR") == "" && terminal(w) }

// terminal reports whether a stream is a terminal on which a line can be written over.
func terminal(w io.Writer) bool {
	if s, ok := w.(*sticky); ok {
		w = s.Writer
	}
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// sticky remembers the first error of what is written to it.
type sticky struct {
	io.Writer
	err error
}

// Write implements io.Writer.
func (s *sticky) Write(p []byte) (int, error) {
	n, err := s.Writer.Write(p)
	if s.err == nil {
		s.err = err
	}
	return n, err
}

// paint returns a result as a line for stderr.
func (s streams) paint(r krm.Result) string {
	line := r.String()
	if !colored(s.err) {
		return line
	}
	severity, rest, _ := strings.Cut(line, ":")
	color := cyan
	switch severity {
	case "error":
		color = red
	case "warning":
		color = yellow
	}
	return color + severity + reset + ":" + rest
}

// paintDiff colours a line of a diff for stdout.
func (s streams) paintDiff(line string) string {
	if !colored(s.out) || line == "" {
		return line
	}
	color := ""
	switch line[0] {
	case '+':
		color = green
	case '-':
		color = red
	case '@':
		color = cyan
	}
	if color == "" {
		return line
	}
	return color + strings.TrimSuffix(line, "\n") + reset + "\n"
}
