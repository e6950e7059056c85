// SPDX-License-Identifier: Apache-2.0

package rig

import "syscall"

// ownGroup gives a process a group of its own, and ends it with this program however that ends.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
