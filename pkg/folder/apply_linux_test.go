// SPDX-License-Identifier: Apache-2.0

package folder_test

import (
	"bytes"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/fs"

	"github.com/fairlead-krm/fairlead/pkg/folder"
)

// large is a document of more bytes than the limits below.
var large = append(bytes.Repeat([]byte("x"), 1<<17), '\n')

// A limit on the size of files stops root, too: the write breaks off in the middle.
func TestApplyFileLimit(t *testing.T) {
	p, dir := read(t, fs.WithFile("a.yaml", "a: 1\n"))
	planned := plan(t, p, folder.Replace("a.yaml", 0, []byte("a: 2\n")), folder.Add("n/large.yaml", large))
	signal.Ignore(syscall.SIGXFSZ)
	var old syscall.Rlimit
	assert.NilError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old))
	assert.NilError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1 << 16, Max: old.Max}))
	before := fs.ManifestFromDir(t, dir.Path())
	err := planned.Apply()
	assert.NilError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old))
	assert.Error(t, err, "writing n/large.yaml: file too large: raise the limit on the size of files (ulimit -f) and run again; nothing was changed")
	assert.Assert(t, fs.Equal(dir.Path(), before))
}

// mounted makes a small file system of its own, or skips the test.
func mounted(t *testing.T) *fs.Dir {
	t.Helper()
	dir := fs.NewDir(t, "mounted")
	if err := syscall.Mount("tmpfs", dir.Path(), "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("mounting a tmpfs: %v", err)
	}
	t.Cleanup(func() { assert.Check(t, syscall.Unmount(dir.Path(), syscall.MNT_DETACH)) })
	assert.NilError(t, os.WriteFile(dir.Join("a.yaml"), []byte("a: 1\n"), 0o600))
	return dir
}

func TestApplyDiskFull(t *testing.T) {
	dir := mounted(t)
	p, err := folder.Read(dir.Path())
	assert.NilError(t, err)
	refused(t, dir, plan(t, p, folder.Replace("a.yaml", 0, []byte("a: 2\n")), folder.Add("large.yaml", large)),
		"writing large.yaml: no space left on device: free some space and run again")
}

func TestApplyReadOnly(t *testing.T) {
	dir := mounted(t)
	p, err := folder.Read(dir.Path())
	assert.NilError(t, err)
	assert.NilError(t, syscall.Mount("", dir.Path(), "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	refused(t, dir, plan(t, p, folder.Replace("a.yaml", 0, []byte("a: 2\n"))),
		"writing a.yaml: read-only file system: mount it writable or work on a copy")
}
