// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/inspect"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// progress shows how far images is: on a terminal in one line that is written over, elsewhere by a line for each image.
type progress struct {
	w       io.Writer
	over    bool
	shown   int // columns of the line
	last    time.Time
	started time.Time
}

func newProgress(w io.Writer) *progress {
	return &progress{w: w, over: terminal(w), started: time.Now()}
}

// show is called by one at a time.
func (p *progress) show(now inspect.Progress) {
	if !p.over {
		if now.Image != nil {
			fmt.Fprintln(p.w, progressLine(now))
		}
		return
	}
	// Whoever is done at once need not see it, and nobody reads faster than this.
	if t := time.Now(); t.Sub(p.started) > 300*time.Millisecond && (t.Sub(p.last) > 100*time.Millisecond || now.Done == now.Images) {
		p.last = t
		line := fmt.Sprintf("%d of %s", now.Done, count(now.Images, "image"))
		if now.Tags > 0 {
			line += fmt.Sprintf(", %d of %s", now.Read, count(now.Tags, "tag"))
		}
		p.write(line)
	}
}

func progressLine(now inspect.Progress) string {
	im := now.Image
	takes := im.Tag
	if takes == "" {
		takes = im.Reason
	}
	return krm.OneLine(fmt.Sprintf("%d of %d: %s: %s", now.Done, now.Images, im.Name, takes))
}

func (p *progress) write(line string) {
	fmt.Fprintf(p.w, "\r%s%s", line, strings.Repeat(" ", max(0, p.shown-len(line))))
	p.shown = len(line)
}

// end takes the line away.
func (p *progress) end() {
	if p.shown > 0 {
		p.write("")
		fmt.Fprint(p.w, "\r")
	}
}
