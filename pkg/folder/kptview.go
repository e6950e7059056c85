// SPDX-License-Identifier: Apache-2.0

package folder

import "bytes"

// kptView follows which documents kpt sees. kpt cuts a file where its own pattern `\n---.*\n` matches and reads only
// the first document of each cut: one behind a lone CR or behind `...` is dropped, and deleted at the next write.
type kptView struct {
	content  []byte
	cut      int  // end of the last match; matches do not overlap
	fresh    bool // no document of this cut was read yet
	explicit bool // a `---` that is no match announced a document
}

// marker takes note of the marker line that begins at at.
func (k *kptView) marker(at int, dots bool) {
	if !dots && at > k.cut && k.content[at-1] == '\n' {
		if n := bytes.IndexByte(k.content[at:], '\n'); n >= 0 {
			k.cut, k.fresh, k.explicit = at+n+1, true, false
			return
		}
	}
	if k.explicit { // announced, but empty: it was the one that kpt read
		k.fresh = false
	}
	k.explicit = !dots
}

// document takes note of a document and says whether kpt loses it.
func (k *kptView) document() (lost bool) {
	lost = !k.fresh
	k.fresh, k.explicit = false, false
	return lost
}
