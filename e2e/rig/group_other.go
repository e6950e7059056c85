// SPDX-License-Identifier: Apache-2.0

//go:build unix && !linux

package rig

import "syscall"

// ownGroup gives a process a group of its own. Only Linux ends it with this program when that is killed.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
