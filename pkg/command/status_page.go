// SPDX-License-Identifier: Apache-2.0

package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/delivery"
	"github.com/fairlead-krm/fairlead/pkg/report/page"
)

// writePage writes the report as a page.
func (st *status) writePage(dir string, found *delivery.Report) error {
	title := dir
	if abs, err := filepath.Abs(dir); err == nil {
		title = filepath.Base(abs)
	}
	text, err := page.Render(page.Page{Title: title, Version: Version, At: time.Now().UTC(), Report: found})
	if err == nil {
		err = replacePage(st.html, text)
	}
	if err != nil {
		return fmt.Errorf("--html: %w", err)
	}
	return nil
}

// replacePage writes a page in one step: a reader sees the old one or the new one. It takes the place of an earlier page, and of
// nothing else.
func replacePage(name string, text []byte) error {
	if err := replaceable(name); err != nil {
		return err
	}
	temporary := filepath.Join(filepath.Dir(name), fmt.Sprintf(".fairlead-%d-%d.html", os.Getpid(), time.Now().UnixNano()))
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return named(name, err)
	}
	_, err = io.Copy(f, bytes.NewReader(text))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(temporary, name)
	}
	if err != nil {
		_ = os.Remove(temporary)
		return named(name, err)
	}
	return nil
}

// replaceable says why a page cannot be written to a name.
func replaceable(name string) error {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return named(name, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s is a link: give the file itself", name)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no file", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return named(name, err)
	}
	defer f.Close()
	begin, err := io.ReadAll(io.LimitReader(f, page.MarkWithin))
	if err != nil {
		return named(name, err)
	}
	if !page.Made(begin) {
		return fmt.Errorf("%s is there already, and is no page that `fairlead status` wrote: give another name, or remove it first", name)
	}
	return nil
}

// named gives an error the name that the person gave.
func named(name string, err error) error {
	var link *os.LinkError
	var at *fs.PathError
	switch {
	case errors.As(err, &at):
		err = at.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return &fs.PathError{Op: "writing", Path: name, Err: err}
}
