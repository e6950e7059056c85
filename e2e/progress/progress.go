// SPDX-License-Identifier: Apache-2.0

// Package progress says what is being done, for how long already, and how it ended. On a terminal the line of what is
// being done is rewritten in place; elsewhere it is printed at its beginning, now and then, and at its end.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// every is how often a step that goes on is named again where lines cannot be rewritten.
const every = 30 * time.Second

// Screen is where progress is shown. Its methods may be called from several goroutines.
type Screen struct {
	mu       sync.Mutex
	out      io.Writer
	terminal bool
	color    bool
	// Mask is applied to all that is shown, so that a value that must not be seen is not.
	Mask func(string) string
}

// New returns a screen on a file. Lines are rewritten on a terminal only; colour needs a terminal and no NO_COLOR.
func New(f *os.File) *Screen {
	info, err := f.Stat()
	terminal := err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
	return &Screen{out: f, terminal: terminal, color: terminal && os.Getenv("NO_COLOR") == "", Mask: func(s string) string { return s }}
}

// Print shows text and ends the line.
func (s *Screen) Print(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintln(s.out, s.Mask(fmt.Sprintf(format, args...)))
}

// Good colours what went well, where colours are wanted.
func (s *Screen) Good(word string) string { return s.paint("\x1b[32m", word) }

// Bad colours what failed.
func (s *Screen) Bad(word string) string { return s.paint("\x1b[31m", word) }

// Title sets off a heading.
func (s *Screen) Title(word string) string { return s.paint("\x1b[1m", word) }

func (s *Screen) paint(code, word string) string {
	if !s.color {
		return word
	}
	return code + word + "\x1b[0m"
}

// Step is something that takes seconds.
type Step struct {
	screen  *Screen
	name    string
	begun   time.Time
	mu      sync.Mutex
	detail  string
	stopped chan struct{}
	over    sync.WaitGroup
}

// Begin shows that a step began.
func (s *Screen) Begin(format string, args ...any) *Step {
	step := &Step{screen: s, name: fmt.Sprintf(format, args...), begun: time.Now(), stopped: make(chan struct{})}
	if !s.terminal {
		s.Print("%s ...", step.name)
	}
	step.over.Add(1)
	go step.show()
	return step
}

// Detail says how far the step is, as "812 packages".
func (s *Step) Detail(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.detail = fmt.Sprintf(format, args...)
}

// Elapsed is the time since the step began.
func (s *Step) Elapsed() time.Duration { return time.Since(s.begun) }

// End shows how the step ended, in place of the line that said that it goes on.
func (s *Step) End(format string, args ...any) {
	close(s.stopped)
	s.over.Wait()
	s.screen.clear()
	s.screen.Print(format, args...)
}

// Done ends a step with its name and its time.
func (s *Step) Done() { s.End("%s  %s", s.name, seconds(s.Elapsed())) }

func (s *Step) show() {
	defer s.over.Done()
	interval := every
	if s.screen.terminal {
		interval = time.Second / 2
	}
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-s.stopped:
			return
		case <-tick.C:
			s.mu.Lock()
			line := strings.TrimSuffix(fmt.Sprintf("%s ... %s, %s", s.name, seconds(s.Elapsed()), s.detail), ", ")
			s.mu.Unlock()
			s.screen.again(line)
		}
	}
}

// again shows a line of a step that goes on.
func (s *Screen) again(line string) {
	if !s.terminal {
		s.Print("%s", line)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.out, "\r\x1b[K%s", s.Mask(line))
}

func (s *Screen) clear() {
	if !s.terminal {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprint(s.out, "\r\x1b[K")
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
