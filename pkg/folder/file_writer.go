// SPDX-License-Identifier: Apache-2.0

package folder

import "bytes"

// fileWriter puts documents and glue together that did not stand together before.
type fileWriter struct {
	bytes.Buffer
	eol string
}

// glue writes what stands after a document; a marker must begin a line.
func (w *fileWriter) glue(glue []byte) {
	if len(glue) > 0 {
		w.endLine()
		w.Write(glue)
	}
}

// text writes a document that did not come with the glue before it. Only the one that did may stand on the line of
// its `---`: `--- a: b` is no YAML.
func (w *fileWriter) text(text []byte) {
	if w.lastLineIs(false) {
		w.Truncate(len(bytes.TrimRight(w.Bytes(), " \t")))
		w.endLine()
	}
	w.Write(text)
}

// head writes the document that is now the first of the file. Where it would not be read as one without its own
// separator, it keeps that, and its place on that line if it had it.
func (w *fileWriter) head(text []byte, onSeparator bool) {
	alone := fileWriter{eol: w.eol}
	alone.Write(w.Bytes())
	if onSeparator {
		alone.Write(text)
	} else {
		alone.text(text)
	}
	p := split(alone.Bytes())
	switch {
	case len(p.parts) == 1 && bytes.Equal(p.parts[0].text, text):
		w.Reset()
		w.Write(alone.Bytes())
	case onSeparator:
		w.endLine()
		w.WriteString("--- ")
		w.Write(text)
	default:
		w.separator()
		w.text(text)
	}
}

// append adds new documents at the end, each behind a separator where there is something to separate it from.
func (w *fileWriter) append(documents [][]byte) {
	for _, text := range documents {
		switch {
		case w.lastLineIs(true):
			// Blank lines behind it would become the document's.
			w.Truncate(len(bytes.TrimRight(w.Bytes(), "\r\n")))
			w.endLine()
		case len(bytes.TrimPrefix(w.Bytes(), byteOrderMark)) > 0:
			w.separator()
		}
		w.text(text)
		w.endLine()
	}
}

func (w *fileWriter) separator() {
	if !w.lastLineIs(false) {
		w.endLine()
		if b := w.Bytes(); len(b) > 0 && b[len(b)-1] == '\r' {
			w.WriteByte('\n') // no reader takes a `---` behind a lone CR for a separator
		}
		w.WriteString("---" + w.eol)
	}
}

// endLine ends the last line if it is not ended.
func (w *fileWriter) endLine() {
	if b := w.Bytes(); len(b) > 0 && !endsLine(b) && !bytes.Equal(b, byteOrderMark) {
		w.WriteString(w.eol)
	}
}

// lastLineIs says whether the last line is a `---` without text, and either ended or not.
func (w *fileWriter) lastLineIs(ended bool) bool {
	body := bytes.TrimPrefix(w.Bytes(), byteOrderMark)
	trimmed := bytes.TrimRight(body, "\r\n")
	line := trimmed[bytes.LastIndexAny(trimmed, "\r\n")+1:]
	m, ok := markerOf(line)
	return ok && !m.end && m.length == len(line) && (len(trimmed) < len(body)) == ended
}
