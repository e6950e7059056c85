// SPDX-License-Identifier: Apache-2.0

package krm

import "bytes"

// SourceLine returns line n of the text of the resource, counted as the lines of its nodes and without its end. It is nil
// where Fairlead did not read the file, or the resource has no such line.
func (i *Item) SourceLine(n int) []byte {
	if i.line == 0 || n < 1 {
		return nil
	}
	text := i.text
	for ; n > 1; n-- {
		end := bytes.IndexByte(text, '\n')
		if end < 0 {
			return nil
		}
		text = text[end+1:]
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}
