// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"bytes"
	"regexp"
)

// marker is a line that ends a document: `---` or `...`.
type marker struct {
	end    bool // it is `...`
	length int  // up to the document: the whole line, unless text follows on it
}

// markerOf says whether line, with its end, is a marker. `--- text` is one whose document begins on its own line;
// `... text` is none, because YAML has no such thing and the parser is to say so.
func markerOf(line []byte) (marker, bool) {
	if !bytes.HasPrefix(line, []byte("---")) && !bytes.HasPrefix(line, []byte("...")) {
		return marker{}, false
	}
	rest := line[3:]
	if len(rest) > 0 && bytes.IndexByte([]byte(" \t\r\n"), rest[0]) < 0 {
		return marker{}, false
	}
	end := line[0] == '.'
	text := bytes.TrimLeft(rest, " \t\r\n")
	if len(text) == 0 || text[0] == '#' {
		return marker{end: end, length: len(line)}, true
	}
	return marker{length: len(line) - len(text)}, !end
}

// lineLength is the length of the first line of b with its end: LF, CRLF or a lone CR.
func lineLength(b []byte) int {
	for i, c := range b {
		switch {
		case c == '\r' && i+1 < len(b) && b[i+1] == '\n':
			return i + 2
		case c == '\r' || c == '\n':
			return i + 1
		}
	}
	return len(b)
}

// body returns the first line of a region that is not blank, a comment or a directive, up to the end of the region.
func body(region []byte, directives bool) []byte {
	for len(region) > 0 {
		n := lineLength(region)
		line := bytes.Trim(region[:n], " \t\r\n")
		if len(line) > 0 && line[0] != '#' && (!directives || region[0] != '%') {
			return region
		}
		region = region[n:]
	}
	return nil
}

// null matches a document that holds nothing: kpt does not count it.
var null = regexp.MustCompile(`^[ \t]*((!!null|&\S+)[ \t]+)*(~|null|Null|NULL|!!null|&\S+)[ \t]*( #.*)?$`)

func isNull(bare []byte) bool {
	n := lineLength(bare)
	return len(body(bare[n:], false)) == 0 && null.Match(bytes.TrimRight(bare[:n], "\r\n"))
}
