// SPDX-License-Identifier: Apache-2.0

package wrapper

import (
	"bytes"
	"debug/elf"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// dieWithParent lets a command end where this process is killed.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}

// executeOnly takes from the calling thread, and from what it starts, the right to execute any other file than those named,
// for ever. Where the kernel cannot do that, or none is named, nothing is taken: it is the last of four walls.
//
// Upstream: https://docs.kernel.org/userspace-api/landlock.html
func executeOnly(programs []string) error {
	if len(programs) == 0 {
		return nil
	}
	attr := unix.LandlockRulesetAttr{Access_fs: unix.LANDLOCK_ACCESS_FS_EXECUTE}
	// The size of the first version of the attributes, which every kernel knows.
	rules, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr.Access_fs), 0)
	if errno != 0 {
		return nil // a kernel, a container or a configuration without Landlock
	}
	defer func() { _ = unix.Close(int(rules)) }()
	for _, program := range programs {
		if err := permit(int(rules), program); err != nil {
			return fmt.Errorf("permitting %s to run: %w", program, err)
		}
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("giving up privileges: %w", err)
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, rules, 0, 0); errno != 0 {
		return fmt.Errorf("restricting what may run: %w", errno)
	}
	return nil
}

// permit adds a file that may be executed, under all its names.
func permit(rules int, program string) error {
	file, err := unix.Open(program, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer func() { _ = unix.Close(file) }()
	attr := unix.LandlockPathBeneathAttr{Allowed_access: unix.LANDLOCK_ACCESS_FS_EXECUTE, Parent_fd: int32(file)}
	_, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(rules), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&attr)), 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// withInterpreter returns a program and the loader that the kernel starts for it. It is nil for a script, which may start
// whatever it likes: whoever puts one in the place of kustomize means it.
func withInterpreter(program string) []string {
	f, err := elf.Open(program)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	for _, p := range f.Progs {
		if p.Type != elf.PT_INTERP {
			continue
		}
		name, err := io.ReadAll(p.Open())
		if err != nil {
			return nil
		}
		loader := string(bytes.TrimRight(name, "\x00"))
		if _, err := os.Stat(loader); err != nil {
			return nil
		}
		return []string{program, loader}
	}
	return []string{program}
}
