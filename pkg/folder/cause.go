// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// plain strips the operation and the machine's path from an error of the os package: our message names the file by
// its path in the package.
func plain(err error) error {
	var pathError *fs.PathError
	var linkError *os.LinkError
	switch {
	case errors.As(err, &pathError):
		return pathError.Err
	case errors.As(err, &linkError):
		return linkError.Err
	}
	return err
}

// advice is what to do about a failed write, by its cause.
var advice = []struct {
	cause error
	text  string
}{
	{syscall.ENOSPC, "free some space and run again"},
	{syscall.EDQUOT, "free some space of the quota and run again"},
	{syscall.EFBIG, "raise the limit on the size of files (ulimit -f) and run again"},
	{syscall.EROFS, "mount it writable or work on a copy"},
	{fs.ErrPermission, "make its folder writable for this user"},
	{syscall.ENOTDIR, "one of its folders is a file: move that away"},
	{syscall.EISDIR, "there is a folder of that name: move it away"},
}

// unchanged is the error of a write that failed before anything was replaced.
func unchanged(path string, err error) error {
	err = plain(err)
	for _, a := range advice {
		if errors.Is(err, a.cause) {
			return fmt.Errorf("writing %s: %w: %s; nothing was changed", path, err, a.text)
		}
	}
	return fmt.Errorf("writing %s: %w; nothing was changed", path, err)
}
