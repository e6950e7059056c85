// SPDX-License-Identifier: Apache-2.0

package wrapper

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
	"gotest.tools/v3/assert"
)

// inThread runs what changes a thread for ever in one of its own.
func inThread(t *testing.T, do func() error) error {
	t.Helper()
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		done <- do()
	}()
	return <-done
}

// landlock reports whether the kernel has it.
func landlock() bool {
	_, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	return errno == 0
}

func TestNothingElseIsExecuted(t *testing.T) {
	if !landlock() {
		t.Skip("this kernel has no Landlock")
	}
	permitted, err := exec.LookPath("true")
	assert.NilError(t, err)
	permitted, err = filepath.EvalSymlinks(permitted)
	assert.NilError(t, err)
	assert.NilError(t, inThread(t, func() error {
		if err := executeOnly(withInterpreter(permitted)); err != nil {
			return err
		}
		return exec.Command(permitted).Run()
	}))
	err = inThread(t, func() error {
		if err := executeOnly(withInterpreter(permitted)); err != nil {
			return err
		}
		return exec.Command("/bin/sh", "-c", "true").Run()
	})
	assert.Assert(t, errors.Is(err, fs.ErrPermission), "%v", err)
	assert.NilError(t, exec.Command("/bin/sh", "-c", "true").Run(), "other threads keep their rights")
}

func TestScriptsAreNotRestricted(t *testing.T) {
	script := filepath.Join(t.TempDir(), "kustomize")
	assert.NilError(t, os.WriteFile(script, []byte("#!/bin/sh\n"), 0o755))
	assert.Assert(t, withInterpreter(script) == nil)
	assert.NilError(t, inThread(t, func() error {
		if err := executeOnly(nil); err != nil {
			return err
		}
		return exec.Command(script).Run()
	}))
}
