// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/fs"
)

// Whatever a file looks like, the documents that a change does not name are read back as they were.
func FuzzEdit(f *testing.F) {
	for _, seed := range []string{"a: 1\n---\nb: 2\n", "--- {a: 1}\n---\n%b\n", "\ufeff# c\r---\ra\r...\rb", "a\n--- |\n b\n...\n%c\n---\nd", "---"} {
		f.Add([]byte(seed), uint16(1), uint16(2), true)
	}
	f.Fuzz(func(t *testing.T, in []byte, removed, replaced uint16, added bool) {
		e := edit{file: &file{path: "f", content: in, pieces: split(in)}, replace: map[int][]byte{}, remove: map[int]bool{}}
		var want []string
		for i, part := range e.file.parts {
			switch {
			case i < 16 && removed&(1<<i) != 0:
				e.remove[i] = true
			case i < 16 && replaced&(1<<i) != 0:
				e.replace[i] = []byte("new: 1\n")
				want = append(want, "new: 1\n")
			default:
				want = append(want, string(part.text))
			}
		}
		if added {
			e.add = [][]byte{[]byte("added: 1\n"), []byte("added: 2\n")}
			want = append(want, "added: 1\n", "added: 2\n")
		}
		next := e.compose("f")
		if len(want) == 0 {
			assert.Equal(t, next.Deleted, len(e.file.parts) > 0)
			return
		}
		got := split(next.After)
		assert.Equal(t, len(got.parts), len(want), "%q became %q", in, next.After)
		for i, part := range got.parts {
			// A text at the end of the file gets its line ended when another follows; a lone CR becomes a CRLF.
			if cr := strings.HasSuffix(want[i], "\r"); string(part.text) != want[i] && !(cr && string(part.text) == want[i]+"\n") {
				assert.Equal(t, string(part.text), want[i]+lineEnd(in), "%q became %q", in, next.After)
			}
		}
		if len(e.remove)+len(e.replace)+len(e.add) == 0 {
			assert.Equal(t, string(next.After), string(in))
		}
	})
}

func TestAddBehindALoneCR(t *testing.T) {
	dir := fs.NewDir(t, "package", fs.WithFile("a.yaml", "a: 1\r\nb: 2\r"))
	p, err := Read(dir.Path())
	assert.NilError(t, err)
	plan, err := p.Plan(Add("a.yaml", []byte("c: 3\n")))
	assert.NilError(t, err)
	assert.Equal(t, string(plan.Files()[0].After), "a: 1\r\nb: 2\r\n---\r\nc: 3\n")
	assert.NilError(t, plan.Apply())
	again, err := Read(dir.Path())
	assert.NilError(t, err)
	assert.Equal(t, len(again.Documents), 2)
	assert.Check(t, !again.Documents[1].Lost)
}
