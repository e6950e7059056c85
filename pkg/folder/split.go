// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"bytes"
	"unicode/utf8"
)

// pieces is a file cut into its documents and the glue around them: separator lines, directives, empty documents and
// a byte order mark. glue[i] stands before parts[i], and one more after the last.
type pieces struct {
	glue  [][]byte
	parts []part
}

// part is the text of one document.
type part struct {
	text []byte
	line int
	// column is more than 1 where the text begins behind a `---` on its line.
	column int
	lost   bool
}

// split cuts content into documents. YAML forbids `---` and `...` at the start of a line inside of any scalar, so the
// lines alone decide. All of content is in the pieces, in order, and shares its memory.
func split(content []byte) pieces {
	s := splitter{content: content, directives: true, kpt: kptView{content: content, fresh: true}}
	s.start = len(mark(content))
	s.startLine = 1
	for at, line := s.start, 1; at < len(content); line++ {
		end := at + lineLength(content[at:])
		if m, ok := markerOf(content[at:end]); ok {
			s.region(at)
			s.kpt.marker(at, m.end)
			s.start, s.startLine, s.directives = at+m.length, line, m.end
			if s.start == end {
				s.startLine = line + 1
			}
		}
		at = end
	}
	s.region(len(content))
	s.glue = append(s.glue, content[s.done:])
	return s.pieces
}

// Split cuts the content of a file that is in no package into its documents.
func Split(path string, content []byte) []Document {
	p := &Package{Path: "."}
	p.add(&file{path: path, pieces: split(content)})
	return p.Documents
}

// join is the inverse of split.
func (p pieces) join() []byte {
	var out bytes.Buffer
	for i, part := range p.parts {
		out.Write(p.glue[i])
		out.Write(part.text)
	}
	out.Write(p.glue[len(p.parts)])
	return out.Bytes()
}

// splitter is the state of split. A region is what lies between two markers.
type splitter struct {
	pieces
	content    []byte
	done       int  // end of the last document
	start      int  // of the region
	startLine  int  // line of start
	directives bool // whether the region may hold directives: at the start of the file and after `...`
	kpt        kptView
}

// region ends the current region and keeps it as a document if it is one; otherwise it becomes glue.
func (s *splitter) region(end int) {
	start := s.start + len(mark(s.content[s.start:end]))
	text := s.content[start:end:end]
	bare := body(text, s.directives)
	if len(bare) == 0 {
		return
	}
	lost := s.kpt.document()
	if isNull(bare) {
		return
	}
	s.glue = append(s.glue, s.content[s.done:start:start])
	s.parts = append(s.parts, part{text: text, line: s.startLine, column: s.column(start), lost: lost})
	s.done = end
}

// column is the column of an offset, from 1.
func (s *splitter) column(at int) int {
	before := s.content[:at]
	before = bytes.TrimSuffix(before, byteOrderMark)
	return 1 + utf8.RuneCount(before[bytes.LastIndexAny(before, "\r\n")+1:])
}

// byteOrderMark may stand at the start of a file and, as kpt reads it, of a document.
var byteOrderMark = []byte("\ufeff")

func mark(b []byte) []byte {
	if bytes.HasPrefix(b, byteOrderMark) {
		return byteOrderMark
	}
	return nil
}
