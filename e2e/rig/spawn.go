// SPDX-License-Identifier: Apache-2.0

package rig

import (
	"runtime"
	"sync"
)

// The kernel ends a child with the *thread* that started it, not with the process. So one thread, which lives as long as the
// program, starts all of them.
var (
	spawner sync.Once
	spawns  = make(chan func())
)

// spawn runs the start of a process on that thread.
func spawn(start func() error) error {
	spawner.Do(func() {
		go func() {
			runtime.LockOSThread()
			for f := range spawns {
				f()
			}
		}()
	})
	result := make(chan error)
	spawns <- func() { result <- start() }
	return <-result
}
