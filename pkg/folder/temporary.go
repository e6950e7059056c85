// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path"
	"syscall"
)

// temporary is a name that no reader of the package takes for one of its files.
func temporary(dir string) string {
	return path.Join(dir, ".fairlead-"+rand.Text()+".tmp")
}

// write puts content into a temporary file in dir and on the disk, and removes it again when that fails.
func (s *stage) write(dir string, content []byte, mode fs.FileMode) (name string, err error) {
	name = temporary(dir)
	out, err := s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = out.Write(content)
	// The umask does not matter to a file that is replaced: it had this mode.
	err = errors.Join(err, out.Chmod(mode))
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		_ = s.root.Remove(name)
		return "", err
	}
	return name, nil
}

// makeFolder makes dir and what is above it, and remembers what was not there.
func (s *stage) makeFolder(dir string) error {
	info, err := s.root.Stat(dir)
	switch {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return syscall.ENOTDIR
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if parent := path.Dir(dir); parent != dir {
		if err := s.makeFolder(parent); err != nil {
			return err
		}
	}
	if err := s.root.Mkdir(dir, 0o755); err != nil {
		return err
	}
	s.made = append(s.made, dir)
	return nil
}

// sync brings the names on the disk. Not every file system can, and the contents are there already.
func (s *stage) sync() {
	seen := map[string]bool{}
	for _, f := range s.steps {
		dir := path.Dir(f.real)
		if seen[dir] {
			continue
		}
		seen[dir] = true
		if d, err := s.root.Open(dir); err == nil {
			_ = d.Sync()
			_ = d.Close()
		}
	}
}
