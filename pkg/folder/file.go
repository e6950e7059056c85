// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"unicode/utf8"
)

// maxSize bounds all files of a package together, as the contract bounds a ResourceList.
const maxSize = 256 << 20

// file is one file that was read.
type file struct {
	path    string // relative to the root package
	real    string // the same with links followed: where to write
	mode    fs.FileMode
	content []byte
	pieces
}

// readFile reads and splits the file at actual and files it under rel.
func (t *tree) readFile(rel, actual string) (*file, error) {
	in, err := os.Open(t.abs(actual))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", rel, plain(err))
	}
	defer in.Close() // read only: nothing is lost when it fails
	info, err := in.Stat()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", rel, plain(err))
	}
	tooLarge := fmt.Errorf("reading %s: with it the package is larger than %d MiB: list what is no resource in %s",
		rel, maxSize>>20, krmignore)
	room := maxSize - t.size
	if info.Size() > room {
		return nil, tooLarge
	}
	// The file may grow: one byte more than there is room for tells.
	buffer := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead))
	if _, err := buffer.ReadFrom(io.LimitReader(in, room+1)); err != nil {
		return nil, fmt.Errorf("reading %s: %w", rel, plain(err))
	}
	content := buffer.Bytes()
	if t.size += int64(len(content)); t.size > maxSize {
		return nil, tooLarge
	}
	if !utf8.Valid(content) && t.survey == nil {
		return nil, fmt.Errorf("reading %s: it is not UTF-8: convert it", rel)
	}
	f := &file{path: rel, real: actual, mode: info.Mode().Perm(), content: content, pieces: split(content)}
	t.files[rel] = f
	return f, nil
}
