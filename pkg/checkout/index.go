// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// LeftOut says whether a file is not in Git, and will not be: Git leaves it out by a .gitignore, and nobody has added it
// all the same. It is false where that is not certain. A path is one in the folder, or absolute.
func (l *Local) LeftOut(name string) bool {
	ignored, known := l.Ignored(name)
	if !ignored || !known {
		return false
	}
	root := l.above[len(l.above)-1]
	rel, ok := l.inRepository(name)
	own, common, found := gitFolders(root)
	if !ok || !found {
		return false
	}
	index, err := os.ReadFile(filepath.Join(own, "index"))
	if errors.Is(err, os.ErrNotExist) {
		return true // nothing was ever added
	}
	if err != nil {
		return false
	}
	config, _ := os.ReadFile(filepath.Join(common, "config"))
	return !mayHold(index, rel, hashSize(string(config)))
}

// inRepository returns the slash-separated path in the Git repository of a path in the folder, or of an absolute one.
func (l *Local) inRepository(name string) (rel string, ok bool) {
	file := filepath.FromSlash(name)
	if !filepath.IsAbs(file) {
		file = filepath.Join(l.above[l.within-1], file)
	}
	rel, err := filepath.Rel(l.above[len(l.above)-1], file)
	return filepath.ToSlash(rel), err == nil && filepath.IsLocal(rel)
}

// hashSize is the length in bytes of the names of objects.
func hashSize(config string) int {
	for line := range strings.Lines(strings.ToLower(config)) {
		if key, value, ok := strings.Cut(line, "="); ok && strings.TrimSpace(key) == "objectformat" && strings.TrimSpace(value) == "sha256" {
			return 32
		}
	}
	return 20
}

// Sizes of the index of Git: the header, and an entry without the name of its object and without its path.
const (
	indexHeader = 12
	entryStat   = 40
	entryFlags  = 2
)

// mayHold reports whether an index of Git lists a path, or a folder above it as a sparse index does. It is true as well where
// the index is not understood: a split one lists the rest elsewhere. The format is that of gitformat-index(5), versions 2 to 4.
func mayHold(index []byte, name string, hash int) bool {
	if len(index) < indexHeader+hash || string(index[:4]) != "DIRC" {
		return true
	}
	version, count := binary.BigEndian.Uint32(index[4:]), binary.BigEndian.Uint32(index[8:])
	if version < 2 || version > 4 {
		return true
	}
	rest, listed := index[indexHeader:len(index)-hash], ""
	for range count {
		var ok bool
		if listed, rest, ok = nextEntry(rest, listed, version, hash); !ok {
			return true
		}
		if listed == name || strings.HasSuffix(listed, "/") && strings.HasPrefix(name, listed) {
			return true
		}
	}
	for len(rest) >= 8 { // extensions
		size := int64(binary.BigEndian.Uint32(rest[4:]))
		if string(rest[:4]) == "link" || size > int64(len(rest)-8) {
			return true
		}
		rest = rest[8+size:]
	}
	return len(rest) > 0
}

// nextEntry returns the path of the first entry, and what follows it. before is the path of the entry before it.
func nextEntry(text []byte, before string, version uint32, hash int) (name string, rest []byte, ok bool) {
	size := entryStat + hash + entryFlags
	if len(text) < size {
		return "", nil, false
	}
	if flags := binary.BigEndian.Uint16(text[size-entryFlags:]); version >= 3 && flags&0x4000 != 0 {
		size += entryFlags // the extended ones
	}
	prefix := ""
	if version == 4 {
		drop, n, ok := offset(text[min(size, len(text)):])
		if !ok || drop > len(before) {
			return "", nil, false
		}
		prefix, size = before[:len(before)-drop], size+n
	}
	if size > len(text) {
		return "", nil, false
	}
	end := bytes.IndexByte(text[size:], 0)
	if end < 0 {
		return "", nil, false
	}
	name = prefix + string(text[size:size+end])
	if size += end + 1; version < 4 {
		size = (size + 7) / 8 * 8
	}
	if name == "" || size > len(text) {
		return "", nil, false
	}
	return name, text[size:], true
}

// offset reads a number as Git writes offsets, and says how many bytes it takes.
func offset(text []byte) (value, size int, ok bool) {
	for i, c := range text {
		if i > 4 {
			break
		}
		value = value<<7 | int(c&0x7f)
		if c&0x80 == 0 {
			return value, i + 1, true
		}
		value++
	}
	return 0, 0, false
}
