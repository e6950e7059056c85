// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"bytes"
	"errors"
)

// edit gathers the changes to one file.
type edit struct {
	file    *file // nil for a new file
	replace map[int][]byte
	remove  map[int]bool
	add     [][]byte
}

func (e *edit) enter(c Change) error {
	if c.kind == adding {
		e.add = append(e.add, c.text)
		return nil
	}
	if e.file == nil || c.index < 0 || c.index >= len(e.file.parts) {
		return errors.New("the package has no such document")
	}
	if _, replaced := e.replace[c.index]; replaced || e.remove[c.index] {
		return errors.New("another change names the same document")
	}
	if c.kind == removing {
		e.remove[c.index] = true
	} else {
		e.replace[c.index] = c.text
	}
	return nil
}

// compose makes the new file.
func (e *edit) compose(path string) planned {
	if e.file == nil {
		w := fileWriter{eol: "\n"}
		w.append(e.add)
		return planned{FileChange{Path: path, After: w.Bytes(), New: true}, path, 0o644}
	}
	next := planned{FileChange{Path: e.file.path, Before: e.file.content}, e.file.real, e.file.mode}
	if len(e.remove) == len(e.file.parts) && len(e.add) == 0 && len(e.remove) > 0 {
		// Only the link goes when the file is one, as in kpt.
		next.Deleted, next.real = true, e.file.path
		return next
	}
	w := fileWriter{eol: lineEnd(e.file.content)}
	e.keep(&w)
	w.append(e.add)
	next.After = w.Bytes()
	return next
}

// keep writes what stays of the documents. The first that stays takes the head of the file, any other the glue
// before it; what stands after the last document stays there.
func (e *edit) keep(w *fileWriter) {
	f := e.file
	w.Write(f.glue[0])
	first := true
	for i, part := range f.parts {
		if e.remove[i] {
			continue
		}
		text, replaced := e.replace[i]
		if !replaced {
			text = part.text
		}
		switch {
		case first && i > 0:
			w.head(text, !replaced && !endsLine(f.glue[i]))
		case i > 0:
			w.glue(f.glue[i])
			fallthrough
		default:
			if replaced && !staysOnLine(part.text, text) {
				w.text(text)
			} else {
				w.Write(text)
			}
		}
		first = false
	}
	if !first {
		w.glue(f.glue[len(f.parts)])
	}
}

// staysOnLine says whether a new text may begin where the old one does, which may be the line of its `---`: a mapping in
// block style may not.
func staysOnLine(before, after []byte) bool {
	flow := func(b []byte) bool { return len(b) > 0 && (b[0] == '{' || b[0] == '[') }
	return flow(before) && flow(after) || bytes.Equal(before[:lineLength(before)], after[:lineLength(after)])
}

// endsLine says whether b ends with a line end.
func endsLine(b []byte) bool {
	return len(b) > 0 && (b[len(b)-1] == '\n' || b[len(b)-1] == '\r')
}

// lineEnd is how lines that are added to the file end: as the first one does.
func lineEnd(content []byte) string {
	line := content[:lineLength(content)]
	if bytes.HasSuffix(line, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n" // also after a lone CR, which ends no separator
}
